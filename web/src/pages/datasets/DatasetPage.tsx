import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { useState } from "react";
import { useLocation } from "wouter";
import { call } from "../../api/door.ts";
import type { DetectedFormat } from "../../api/shapes/sealcanvas.ts";
import { useAction } from "../../api/useAction.ts";
import { useOperation } from "../../api/useOperation.ts";
import { useFlash } from "../../app/flash.tsx";
import { Confirm } from "../../components/Confirm.tsx";
import { Copyable } from "../../components/Copyable.tsx";
import { Failure } from "../../components/Failure.tsx";
import { GoButton } from "../../components/GoButton.tsx";
import { useAliases, useKeyStates } from "../../components/keys.ts";
import { causeOfState } from "../../components/lockedBy.ts";
import { LockedStatus } from "../../components/LockedStatus.tsx";
import { bytes, count } from "../../components/numbers.ts";
import { Padlock } from "../../components/Padlock.tsx";
import { Page } from "../../components/Page.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { When } from "../../components/When.tsx";
import { useSpeech } from "../../i18n/language.ts";
import { DataTabs } from "./DataTabs.tsx";
import { Quality } from "./Quality.tsx";
import { SampleHint } from "./SampleHint.tsx";
import { Versions } from "./Versions.tsx";

/** One dataset: what it is, what is in it, how good it is, and its versions. */
export function DatasetPage({ params: { datasetId = "" } }: { params: Record<string, string> }) {
  const { strings, language } = useSpeech();
  const { datasets: t, studio: s, common } = strings;
  const [version, setVersion] = useState<number>();
  const [tab, setTab] = useState("data");
  const [deleting, setDeleting] = useState(false);
  const [, to] = useLocation();
  const { show } = useFlash();
  const input = version ? { DatasetId: datasetId, DatasetVersion: version } : { DatasetId: datasetId };
  const [every, setEvery] = useState(2);
  const { data, error, reload } = useOperation("sealcanvas", "DescribeDataset", input, every);
  const wanted = data?.Status === "Importing" ? 2 : 0;
  if (data && wanted !== every) setEvery(wanted);
  const aliases = useAliases();
  const lock = causeOfState(useKeyStates([data?.SSEKMSKeyId]).get(data?.SSEKMSKeyId ?? ""));
  const name = data?.DatasetName ?? datasetId;
  const remove = useAction(async () => {
    await call("sealcanvas", "DeleteDataset", { DatasetId: datasetId });
    show({ type: "success", content: t.deleted(name) });
    to("/datasets");
  });
  const ready = data?.Status === "Ready";
  const gone = /\/uploads\/\d+-\d+\//.test(data?.SourceS3Uri ?? ""); // deleted once it was imported: app/imports.ts
  const actions = data && (
    <SpaceBetween direction="horizontal" size="xs">
      <Button onClick={() => setDeleting(true)}>{common.delete}</Button>
      <GoButton to={`/datasets/${datasetId}/update`} disabled={!ready}>{t.update}</GoButton>
      <GoButton to={`/automations/create?action=UpdateDataset&dataset=${datasetId}`} disabled={!ready || gone} disabledReason={gone ? t.uploadGone : undefined}>{t.automate}</GoButton>
      <GoButton variant="primary" to={`/models/create?dataset=${datasetId}`} disabled={!ready}>{t.createModel}</GoButton>
    </SpaceBetween>
  );
  return (
    <Page title={name} crumbs={[[t.title, "/datasets"]]} actions={actions}>
      {!data ? error ? <Refusal error={error} retry={reload} /> : <Waiting /> : (
        <SpaceBetween size="l">
          <Failure cause={data.FailureCause} reason={data.FailureReason} />
          {(data.Warnings ?? []).map((each) => <Alert key={each} type="warning">{each}</Alert>)}
          {data.Status === "Importing" && <ProgressBar label={s.status.Importing} status="in-progress" value={50} additionalInfo={t.importingHint} />}
          <Container>
            <KeyValuePairs
              columns={4}
              items={[
                { label: s.statusTitle, value: <LockedStatus status={data.Status} lock={lock} /> },
                { label: s.sealedUnder, value: data.Status === "Ready" ? <Padlock arn={data.SSEKMSKeyId} aliases={aliases} lock={lock} /> : common.none },
                { label: s.rows, value: count(data.RowCount, language) },
                { label: s.size, value: bytes(data.SizeInBytes, language) },
                { label: s.version, value: data.DatasetVersion ? `V${data.DatasetVersion}` : common.none },
                { label: s.created, value: <When at={data.CreationTime as number | undefined} /> },
                { label: t.place, value: <Copyable text={data.S3Uri} /> },
                { label: t.readAs, value: readAs(data.DetectedFormat) },
                { label: t.cameFrom, value: <Copyable text={data.SourceS3Uri} /> },
              ]}
            />
          </Container>
          {ready && <SampleHint dataset={data} />}
          {ready && (
            <Tabs
              activeTabId={tab}
              onChange={({ detail }) => setTab(detail.activeTabId)}
              ariaLabel={name}
              tabs={[
                { id: "data", label: t.data, content: <DataTabs part="data" dataset={data} /> },
                { id: "columns", label: t.columns, content: <DataTabs part="columns" dataset={data} /> },
                { id: "quality", label: t.quality, content: <Quality key={data.DatasetVersion} datasetId={datasetId} version={data.DatasetVersion} /> },
                { id: "versions", label: t.versions, content: <Versions datasetId={datasetId} shown={data.DatasetVersion} choose={setVersion} /> },
              ]}
            />
          )}
        </SpaceBetween>
      )}
      {deleting && (
        <Confirm title={t.deleteTitle(name)} button={common.delete} action={remove} close={() => setDeleting(false)} word={common.confirmWord}>
          {t.deleteHint}
        </Confirm>
      )}
    </Page>
  );
}

/** "csv, cp932, ;": how a file was read. */
function readAs(found: DetectedFormat | undefined): string {
  const { FileFormat, Encoding, Delimiter, SheetName, Compression } = found ?? {};
  return [FileFormat, Compression === "none" ? undefined : Compression, Encoding, Delimiter === "\t" ? "TAB" : Delimiter === "," ? undefined : Delimiter, SheetName].filter(Boolean).join(" ") || "-";
}
