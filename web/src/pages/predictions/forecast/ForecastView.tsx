import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { DescribeModelVersionResponse } from "../../../api/shapes/sealcanvas.ts";
import { useOperation } from "../../../api/useOperation.ts";
import { Failure } from "../../../components/Failure.tsx";
import { Refusal } from "../../../components/Refusal.tsx";
import { Waiting } from "../../../components/Waiting.tsx";
import { useStrings } from "../../../i18n/language.ts";
import type { Chart } from "./chart.ts";
import { ForecastChart } from "./ForecastChart.tsx";
import { ItemsTable } from "./ItemsTable.tsx";
import { WhatIfs } from "./WhatIfs.tsx";

interface Props {
  predictionId: string;
  version: DescribeModelVersionResponse;
}

/** A forecast: the chart of one item or of all, its what-ifs, and every item with its figures. */
export function ForecastView({ predictionId, version }: Props) {
  const { studio: s } = useStrings();
  const [chosen, choose] = useState<readonly string[]>();
  const [whatIfId, compare] = useState<string>();
  const head = useOperation("sealcanvas", "ListForecastItems", { PredictionId: predictionId, MaxResults: 1 });
  const single = head.data?.ItemCount === 1;
  const keys = chosen ?? (single ? head.data?.Items?.[0]?.Keys : undefined);
  const base = useOperation("sealcanvas", "DescribeForecastItem", head.data ? { PredictionId: predictionId, Keys: keys && [...keys] } : null);
  const other = useOperation("sealcanvas", "DescribeForecastItem", whatIfId ? { PredictionId: predictionId, Keys: keys && [...keys], WhatIfId: whatIfId } : null);
  const reload = () => {
    head.reload();
    base.reload();
    other.reload();
  };
  const error = head.error ?? base.error ?? other.error;
  const locked = [head.data, base.data, other.data].find((each) => each?.FailureCause);
  if (error && !head.data) return <Refusal error={error} retry={reload} />;
  if (locked) return <Failure title={s.locked} cause={locked.FailureCause} reason={locked.FailureReason} retry={reload} />;
  if (!head.data) return <Waiting />;
  const chart = base.data?.Chart ? (JSON.parse(base.data.Chart) as Chart) : undefined;
  const changed = other.data?.Chart ? (JSON.parse(other.data.Chart) as Chart) : undefined;
  return (
    <SpaceBetween size="l">
      <Refusal error={error} retry={reload} />
      <ForecastChart
        predictionId={predictionId}
        head={head.data}
        version={version}
        chart={chart}
        changed={changed}
        warnings={(whatIfId ? other.data : base.data)?.Warnings ?? []}
        keys={keys}
        choose={choose}
      />
      <WhatIfs predictionId={predictionId} known={head.data.KnownAheadColumns ?? []} related={head.data.RelatedColumns ?? []} keys={keys} chart={keys ? chart : undefined} compared={whatIfId} compare={compare} />
      {!single && <ItemsTable predictionId={predictionId} head={head.data} whatIfId={whatIfId} choose={choose} />}
    </SpaceBetween>
  );
}
