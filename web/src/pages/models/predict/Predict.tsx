import Container from "@cloudscape-design/components/container";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { Suspense, useState } from "react";
import { late } from "../../../api/late.ts";
import type { DescribeModelVersionResponse } from "../../../api/shapes/sealcanvas.ts";
import { Waiting } from "../../../components/Waiting.tsx";
import { useStrings } from "../../../i18n/language.ts";
import { PredictionList } from "../../predictions/PredictionList.tsx";
import { Automatic } from "./Automatic.tsx";
import { Batch } from "./Batch.tsx";

const Single = late(async () => (await import("./Single.tsx")).Single);

/** What a model predicts: for many rows, for one, or by itself whenever there is news. */
export function Predict({ version }: { version: DescribeModelVersionResponse }) {
  const t = useStrings().models;
  const [way, setWay] = useState("batch");
  const series = version.ProblemType === "TimeSeriesForecasting";
  return (
    <SpaceBetween size="l">
      <SegmentedControl
        label={t.predict}
        selectedId={way}
        onChange={({ detail }) => setWay(detail.selectedId)}
        options={[
          { id: "batch", text: series ? t.forecast : t.batch },
          ...(series ? [] : [{ id: "single", text: t.single }]),
          { id: "automatic", text: t.automatic },
        ]}
      />
      {way === "batch" && (
        <SpaceBetween size="l">
          <Container><Batch version={version} series={series} /></Container>
          <PredictionList workspace={{ domainId: version.DomainId ?? "", profile: version.UserProfileName ?? "" }} modelVersionId={version.ModelVersionId} />
        </SpaceBetween>
      )}
      {way === "single" && <Suspense fallback={<Waiting />}><Single version={version} /></Suspense>}
      {way === "automatic" && <Automatic version={version} />}
    </SpaceBetween>
  );
}
