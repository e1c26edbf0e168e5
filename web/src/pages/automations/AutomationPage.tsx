import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useLocation } from "wouter";
import { call } from "../../api/door.ts";
import { useAction } from "../../api/useAction.ts";
import { useOperation } from "../../api/useOperation.ts";
import { useFlash } from "../../app/flash.tsx";
import { Confirm } from "../../components/Confirm.tsx";
import { Go } from "../../components/Go.tsx";
import { figure } from "../../components/numbers.ts";
import { Page } from "../../components/Page.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { Status } from "../../components/Status.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { When } from "../../components/When.tsx";
import { useSpeech } from "../../i18n/language.ts";
import { EditRule } from "./EditRule.tsx";
import { Runs } from "./Runs.tsx";

const EVERY = 5;

/** One automation: its rule, what it did, and to pause, resume, run or change it. */
export function AutomationPage({ params: { automationId = "" } }: { params: Record<string, string> }) {
  const { strings, language } = useSpeech();
  const { automations: t, studio: s, common } = strings;
  const [, to] = useLocation();
  const { show } = useFlash();
  const [asking, setAsking] = useState<"delete" | "edit">();
  const input = { AutomationId: automationId };
  const { data, error, reload } = useOperation("sealcanvas", "DescribeAutomation", input, EVERY);
  const { data: dataset } = useOperation("sealcanvas", "DescribeDataset", data?.DatasetId ? { DatasetId: data.DatasetId } : null);
  const { data: model } = useOperation("sealcanvas", "DescribeModelVersion", data?.ModelVersionId ? { ModelVersionId: data.ModelVersionId } : null);
  const act = useAction(async (operation: "PauseAutomation" | "ResumeAutomation" | "StartAutomationRun") => {
    await call("sealcanvas", operation, input);
    reload();
  });
  const remove = useAction(async () => {
    await call("sealcanvas", "DeleteAutomation", input);
    show({ type: "success", content: t.deleted(data?.AutomationName ?? "") });
    to("/automations");
  });
  const paused = data?.Status === "Paused";
  return (
    <Page
      title={data?.AutomationName ?? t.automation}
      crumbs={[[t.title, "/automations"]]}
      description={data?.Action && t.doing[data.Action]}
      actions={
        data && (
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={() => setAsking("delete")}>{common.delete}</Button>
            <Button onClick={() => setAsking("edit")}>{common.edit}</Button>
            <Button loading={act.busy} onClick={() => void act.run(paused ? "ResumeAutomation" : "PauseAutomation")}>{paused ? t.resume : t.pause}</Button>
            <Button variant="primary" loading={act.busy} onClick={() => void act.run("StartAutomationRun")}>{t.runNow}</Button>
          </SpaceBetween>
        )
      }
    >
      <Refusal error={act.error} />
      {!data ? error ? <Refusal error={error} retry={reload} /> : <Waiting /> : (
        <SpaceBetween size="l">
          {data.PauseReason && <Alert type="warning" header={t.pausedItself}>{data.PauseReason}</Alert>}
          <Container>
            <KeyValuePairs
              columns={4}
              items={[
                { label: s.statusTitle, value: <Status status={data.Status} /> },
                { label: t.when, value: data.OnDatasetVersion ? t.onVersion : data.OnSourceObject ? t.onObject : `${data.ScheduleExpression} ${data.ScheduleExpressionTimezone ?? "UTC"}` },
                { label: t.next, value: <When at={data.NextRunTime as number | undefined} /> },
                { label: s.dataset, value: <Go to={`/datasets/${data.DatasetId}`}>{dataset?.DatasetName ?? data.DatasetId}</Go> },
                { label: s.model, value: data.ModelVersionId ? <Go to={`/models/${data.ModelVersionId}`}>{model ? `${model.ModelName} V${model.VersionNumber}` : data.ModelVersionId}</Go> : common.none },
                { label: t.schema, value: data.StopOn?.SchemaDrift === false ? common.no : common.yes },
                { label: t.index, value: data.StopOn?.StabilityIndex ? figure(data.StopOn.StabilityIndex, language) : t.off },
                { label: t.budget, value: data.BudgetMinutes ? t.spent(figure(data.MinutesUsed ?? 0, language), figure(data.BudgetMinutes, language)) : t.noBudget },
              ]}
            />
          </Container>
          <Runs automationId={automationId} />
        </SpaceBetween>
      )}
      {asking === "edit" && data && <EditRule automation={data} columns={(dataset?.Columns ?? []).map((each) => each.Name ?? "")} changed={reload} close={() => setAsking(undefined)} />}
      {asking === "delete" && <Confirm title={t.deleteTitle(data?.AutomationName ?? "")} button={common.delete} action={remove} close={() => setAsking(undefined)} word={common.confirmWord}>{t.deleteHint}</Confirm>}
    </Page>
  );
}
