import Alert from "@cloudscape-design/components/alert";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { Suspense, useMemo } from "react";
import { late } from "../../api/late.ts";
import type { DescribeModelVersionResponse } from "../../api/shapes/sealcanvas.ts";
import { useOperation } from "../../api/useOperation.ts";
import { Failure } from "../../components/Failure.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { useStrings } from "../../i18n/language.ts";
import { Findings } from "../datasets/Findings.tsx";
import { Headline } from "./analysis/Headline.tsx";
import { Leaderboard } from "./analysis/Leaderboard.tsx";
import { MetricsTable } from "./analysis/MetricsTable.tsx";
import type { Report } from "./analysis/report.ts";

const Impact = late(async () => (await import("./analysis/Impact.tsx")).Impact);
const Classes = late(async () => (await import("./analysis/Classes.tsx")).Classes);
const Curves = late(async () => (await import("./analysis/Curves.tsx")).Curves);
const Numbers = late(async () => (await import("./analysis/Numbers.tsx")).Numbers);
const Residuals = late(async () => (await import("./analysis/Residuals.tsx")).Residuals);
const Backtest = late(async () => (await import("./analysis/Backtest.tsx")).Backtest);

/** How good a model is, on rows that it did not see. */
export function Analyze({ version }: { version: DescribeModelVersionResponse }) {
  const { analysis: t, studio: s } = useStrings();
  const { data, error, reload } = useOperation("sealcanvas", "DescribeModelAnalysis", { ModelVersionId: version.ModelVersionId ?? "" });
  const report = useMemo(() => (data?.Analysis ? (JSON.parse(data.Analysis) as Report) : undefined), [data]);
  if (error && !data) return <Refusal error={error} retry={reload} />;
  if (!data) return <Waiting />;
  if (!report) return data.FailureCause ? <Failure title={s.locked} cause={data.FailureCause} reason={data.FailureReason} retry={reload} /> : <Alert>{t.none}</Alert>;
  const { classification, regression, forecast, effects, quality } = report;
  const tabs = [
    { id: "overview", label: t.overview, content: <Impact impact={report.column_impact} effects={effects ?? undefined} /> },
    ...(classification ? [{ id: "scoring", label: t.scoring, content: <Classes found={classification} /> }] : []),
    ...(regression ? [{ id: "scoring", label: t.scoring, content: <Numbers found={regression} /> }] : []),
    ...(forecast ? [{ id: "backtest", label: t.backtest, content: <Backtest found={forecast} /> }] : []),
    {
      id: "advanced",
      label: t.advanced,
      content: (
        <SpaceBetween size="l">
          <MetricsTable report={report} />
          {classification && <Curves found={classification} />}
          {regression && <Residuals found={regression} />}
        </SpaceBetween>
      ),
    },
    { id: "leaderboard", label: t.leaderboard, content: <Leaderboard report={report} /> },
    ...(quality?.findings.length ? [{ id: "quality", label: t.quality, content: <Findings quality={quality} /> }] : []),
  ];
  return (
    <SpaceBetween size="l">
      <Headline report={report} />
      {(version.Warnings ?? report.warnings).map((each) => <Alert key={each} type="warning">{each}</Alert>)}
      <Suspense fallback={<Waiting />}>
        <Tabs variant="container" ariaLabel={t.title} tabs={tabs} />
      </Suspense>
    </SpaceBetween>
  );
}
