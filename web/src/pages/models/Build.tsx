import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { call } from "../../api/door.ts";
import type { DescribeModelVersionResponse, JobEvent } from "../../api/shapes/sealcanvas.ts";
import { useAction } from "../../api/useAction.ts";
import { useOperation } from "../../api/useOperation.ts";
import { Confirm } from "../../components/Confirm.tsx";
import { Go } from "../../components/Go.tsx";
import { useAliases } from "../../components/keys.ts";
import { figure, percent } from "../../components/numbers.ts";
import { Padlock } from "../../components/Padlock.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { Status } from "../../components/Status.tsx";
import { When } from "../../components/When.tsx";
import { useSpeech } from "../../i18n/language.ts";
import { BuiltRecipe } from "./BuiltRecipe.tsx";
import { duration } from "../jobs/duration.ts";
import { workOf } from "../jobs/work.ts";
import { useJobEvents } from "./jobEvents.ts";
import { Tried } from "./Tried.tsx";

const A_JOB = /:(automl-job|auto-ml-job|predictor|dataset-import-job|processing-job)\//;

/** What the build was asked for and, while it goes on, how far it is and what it has found. */
export function Build({ version }: { version: DescribeModelVersionResponse }) {
  const { strings, language } = useSpeech();
  const { models: t, studio: s } = strings;
  const aliases = useAliases();
  const { data: dataset } = useOperation("sealcanvas", "DescribeDataset", version.DatasetId ? { DatasetId: version.DatasetId, DatasetVersion: version.DatasetVersion } : null);
  const job = version.UnderlyingArns?.findLast((arn) => A_JOB.test(arn));
  const building = version.Status === "Building";
  const { events } = useJobEvents(job, building);
  return (
    <SpaceBetween size="l">
      {building && <Progress version={version} events={events} />}
      <Container header={<Header variant="h2">{s.details}</Header>}>
        <KeyValuePairs
          columns={4}
          items={[
            { label: s.statusTitle, value: <Status status={version.Status} /> },
            { label: t.target, value: version.TargetColumn },
            { label: t.problem, value: version.ProblemType ? s.problems[version.ProblemType] : "-" },
            { label: t.buildType, value: version.BuildType ? t.builds[version.BuildType] : "-" },
            { label: s.dataset, value: <Go to={`/datasets/${version.DatasetId}`}>{`${dataset?.DatasetName ?? version.DatasetId} V${version.DatasetVersion}`}</Go> },
            { label: s.sealedUnder, value: <Padlock arn={version.SSEKMSKeyId} aliases={aliases} /> },
            { label: s.created, value: <When at={version.CreationTime as number | undefined} /> },
            { label: s.modified, value: <When at={version.LastModifiedTime as number | undefined} /> },
            ...(version.ObjectiveMetricName ? [{ label: t.objective, value: strings.metrics[version.ObjectiveMetricName].name }] : []),
            ...(version.TrainingMethod ? [{ label: t.method, value: t.methods[version.TrainingMethod].name }] : []),
            ...(version.MaxCandidates ? [{ label: t.candidates, value: String(version.MaxCandidates) }] : []),
            ...(version.ValidationFraction ? [{ label: t.validation, value: percent(version.ValidationFraction, language) }] : []),
            ...(version.TimeSeriesConfig
              ? [
                  ...(version.TimeSeriesConfig.RelatedColumns ? [{ label: t.related, value: version.TimeSeriesConfig.RelatedColumns.join(", ") }] : []),
                  { label: t.item, value: [version.TimeSeriesConfig.ItemIdColumn, ...(version.TimeSeriesConfig.GroupColumns ?? [])].join(", ") },
                  { label: t.time, value: version.TimeSeriesConfig.TimestampColumn },
                  { label: t.horizon, value: `${version.TimeSeriesConfig.ForecastHorizon} ${version.TimeSeriesConfig.ForecastFrequency ?? ""}` },
                  { label: t.quantiles, value: version.TimeSeriesConfig.Quantiles?.join(", ") ?? "-" },
                ]
              : []),
          ]}
        />
      </Container>
      <BuiltRecipe version={version} />
      <Tried events={events} />
    </SpaceBetween>
  );
}

function Progress({ version, events }: { version: DescribeModelVersionResponse; events: readonly JobEvent[] }) {
  const { strings, language } = useSpeech();
  const { models: t, studio: s } = strings;
  const [stopping, setStopping] = useState(false);
  const stop = useAction(() => call("sealcanvas", "StopModelVersion", { ModelVersionId: version.ModelVersionId ?? "" }));
  const phase = events.findLast((each) => each.Phase)?.Phase ?? version.Phase ?? "";
  const best = events.findLast((each) => each.BestScore)?.BestScore;
  const eta = events.at(-1)?.EtaSeconds;
  const message = events.findLast((each) => each.Message)?.Message;
  return (
    <Container header={<Header variant="h2" description={t.leaveHint} actions={<Button onClick={() => setStopping(true)}>{t.cancelBuild}</Button>}>{s.status.Building}</Header>}>
      <SpaceBetween size="m">
        <ProgressBar
          label={workOf(phase, strings.jobs.phases)}
          value={Math.max(version.ProgressPercent ?? 0, Math.round(100 * (events.findLast((each) => each.Fraction !== undefined)?.Fraction ?? 0)))}
          description={message}
          additionalInfo={eta === undefined ? t.noEta : t.eta(duration(eta, language))}
        />
        {best && <KeyValuePairs columns={2} items={[{ label: t.bestSoFar, value: `${best.MetricName}: ${figure(best.Value, language)}` }, { label: t.direction, value: best.Direction === "Maximize" ? t.higher : t.lower }]} />}
        <Refusal error={stop.error} />
      </SpaceBetween>
      {stopping && <Confirm title={t.cancelBuild} button={s.stop} action={stop} close={() => setStopping(false)}>{t.cancelHint}</Confirm>}
    </Container>
  );
}
