import SpaceBetween from "@cloudscape-design/components/space-between";
import { Suspense } from "react";
import { late } from "../../api/late.ts";
import { placeOf, readObject } from "../../api/objects.ts";
import type { DescribeModelVersionResponse } from "../../api/shapes/sealcanvas.ts";
import { useAsked } from "../../api/useOperation.ts";
import { Locked } from "../../components/Locked.tsx";
import { Rows } from "../../components/Rows.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { useSpeech } from "../../i18n/language.ts";
import { firstRows } from "../datasets/csv.ts";
import { predictedFirst, readable } from "./readable.ts";

const ForecastView = late(async () => (await import("./forecast/ForecastView.tsx")).ForecastView);
const LOOKED_AT = 1 << 20;
const SHOWN_ROWS = 100;

/** What was predicted: the first rows; of a forecast its charts, items and what-ifs too. */
export function Output({ predictionId, uri, version, keyArn }: { predictionId: string; uri: string; version: DescribeModelVersionResponse; keyArn: string | undefined }) {
  const { strings, language } = useSpeech();
  const t = strings.predictions;
  const { data, error, reload } = useAsked(`output ${uri}`, 0, async (signal) => {
    const { data: bytes, whole } = await readObject(placeOf(uri), LOOKED_AT, signal);
    return { table: firstRows(bytes, whole, SHOWN_ROWS), whole };
  });
  if (error && !data) return <Locked error={error} keyArn={keyArn} retry={reload} />;
  if (!data) return <Waiting />;
  if (!data.table) return null;
  const { columns, rows } = data.table;
  const places = predictedFirst(columns, version.TimeSeriesConfig ? "" : (version.TargetColumn ?? ""));
  const shown = (cells: readonly string[]) => places.map((place) => cells[place] ?? "");
  return (
    <SpaceBetween size="l">
      {version.TimeSeriesConfig && <Suspense fallback={<Waiting />}><ForecastView predictionId={predictionId} version={version} /></Suspense>}
      <Rows title={t.output} columns={shown(columns)} rows={rows.map((row) => shown(readable(columns, row, language)))} />
    </SpaceBetween>
  );
}
