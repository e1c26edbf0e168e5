import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useLocation } from "wouter";
import { call } from "../../api/door.ts";
import { download as save } from "../../api/download.ts";
import { placeOf } from "../../api/objects.ts";
import { useAction } from "../../api/useAction.ts";
import { useOperation } from "../../api/useOperation.ts";
import { useFlash } from "../../app/flash.tsx";
import { Confirm } from "../../components/Confirm.tsx";
import { Copyable } from "../../components/Copyable.tsx";
import { Failure } from "../../components/Failure.tsx";
import { Go } from "../../components/Go.tsx";
import { useAliases } from "../../components/keys.ts";
import { count } from "../../components/numbers.ts";
import { Padlock } from "../../components/Padlock.tsx";
import { Page } from "../../components/Page.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { Status } from "../../components/Status.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { When } from "../../components/When.tsx";
import { useSpeech } from "../../i18n/language.ts";
import { Output } from "./Output.tsx";

/** One prediction: where it lies, under which key, and what it says. */
export function PredictionPage({ params: { predictionId = "" } }: { params: Record<string, string> }) {
  const { strings, language } = useSpeech();
  const { predictions: t, studio: s, common } = strings;
  const [, to] = useLocation();
  const { show } = useFlash();
  const [every, setEvery] = useState(2);
  const [asking, setAsking] = useState<"delete" | "stop">();
  const { data, error, reload } = useOperation("sealcanvas", "DescribePrediction", { PredictionId: predictionId }, every);
  const wanted = !data || data.Status === "InProgress" ? 2 : 0;
  if (wanted !== every) setEvery(wanted);
  const aliases = useAliases();
  const { data: version } = useOperation("sealcanvas", "DescribeModelVersion", data?.ModelVersionId ? { ModelVersionId: data.ModelVersionId } : null);
  const { data: dataset } = useOperation("sealcanvas", "DescribeDataset", data?.DatasetId ? { DatasetId: data.DatasetId } : null);
  const model = version ? `${version.ModelName} V${version.VersionNumber}` : data?.ModelVersionId;
  const uri = data?.OutputS3Uri ?? "";
  const download = useAction(async () => {
    const { Bucket, Key } = placeOf(uri);
    await save(Bucket, Key, `${predictionId}.csv`);
  });
  const stop = useAction(async () => {
    await call("sealcanvas", "StopPrediction", { PredictionId: predictionId });
    reload();
  });
  const remove = useAction(async () => {
    await call("sealcanvas", "DeletePrediction", { PredictionId: predictionId });
    show({ type: "success", content: t.deleted });
    to("/predictions");
  });
  const under = data?.Status === "InProgress";
  const ready = data?.Status === "Ready";
  return (
    <Page
      title={model ? t.of(model) : t.prediction}
      crumbs={[[t.title, "/predictions"]]}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          {under ? <Button onClick={() => setAsking("stop")}>{s.stop}</Button> : <Button disabled={!data} onClick={() => setAsking("delete")}>{common.delete}</Button>}
          <Button variant="primary" iconName="download" disabled={!ready} loading={download.busy} onClick={() => void download.run()}>{s.download}</Button>
        </SpaceBetween>
      }
    >
      <Refusal error={download.error} retry={() => void download.run()} />
      {!data ? error ? <Refusal error={error} retry={reload} /> : <Waiting /> : (
        <SpaceBetween size="l">
          <Failure cause={data.FailureCause} reason={data.FailureReason} />
          {under && <ProgressBar label={s.status.InProgress} value={50} additionalInfo={t.underWay} />}
          <Container>
            <KeyValuePairs
              columns={4}
              items={[
                { label: s.statusTitle, value: <Status status={data.Status} /> },
                { label: s.model, value: <Go to={`/models/${data.ModelVersionId}`}>{model}</Go> },
                { label: s.dataset, value: data.DatasetId ? <Go to={`/datasets/${data.DatasetId}`}>{`${dataset?.DatasetName ?? data.DatasetId} V${data.DatasetVersion}`}</Go> : t.ownRows },
                { label: s.rows, value: count(data.RowCount, language) },
                { label: s.sealedUnder, value: <Padlock arn={data.SSEKMSKeyId} aliases={aliases} /> },
                { label: s.created, value: <When at={data.CreationTime as number | undefined} /> },
                { label: t.place, value: <Copyable text={data.OutputS3Uri} /> },
              ]}
            />
          </Container>
          {ready && uri && version && <Output predictionId={predictionId} uri={uri} version={version} keyArn={data.SSEKMSKeyId} />}
        </SpaceBetween>
      )}
      {asking === "stop" && <Confirm title={t.stopTitle} button={s.stop} action={stop} close={() => setAsking(undefined)}>{t.stopHint}</Confirm>}
      {asking === "delete" && <Confirm title={t.deleteTitle} button={common.delete} action={remove} close={() => setAsking(undefined)} word={common.confirmWord}>{t.deleteHint}</Confirm>}
    </Page>
  );
}
