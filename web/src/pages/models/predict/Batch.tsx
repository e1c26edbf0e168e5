import Button from "@cloudscape-design/components/button";
import Checkbox from "@cloudscape-design/components/checkbox";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useLocation } from "wouter";
import { call } from "../../../api/door.ts";
import type { DescribeModelVersionResponse } from "../../../api/shapes/sealcanvas.ts";
import { randomName } from "../../../api/token.ts";
import { useAction } from "../../../api/useAction.ts";
import { watch } from "../../../app/watched.ts";
import { DatasetPicker, type PickedDataset } from "../../../components/DatasetPicker.tsx";
import { Refusal } from "../../../components/Refusal.tsx";
import { useStrings } from "../../../i18n/language.ts";
import { nameOf } from "../Models.tsx";

/** Predictions for every row of a dataset; a forecast goes on from its own rows, or from a dataset's. */
export function Batch({ version, series }: { version: DescribeModelVersionResponse; series: boolean }) {
  const t = useStrings().models;
  const [, to] = useLocation();
  const [dataset, setDataset] = useState<PickedDataset>();
  const [reasons, setReasons] = useState(false);
  const [token, setToken] = useState(randomName);
  const start = useAction(async () => {
    const made = await call("sealcanvas", "CreateBatchPrediction", {
      ModelVersionId: version.ModelVersionId ?? "",
      ...(dataset && { DatasetId: dataset.id, DatasetVersion: dataset.version }),
      ...(reasons && { Reasons: true }),
      ClientToken: token,
    });
    setToken(randomName());
    watch({ kind: "prediction", id: made.PredictionId ?? "", name: nameOf(version) });
    to(`/predictions/${made.PredictionId}`);
  });
  return (
    <SpaceBetween size="m">
      <Header variant="h2" description={series ? t.forecastHint : t.batchHint}>{series ? t.forecast : t.batch}</Header>
      <FormField label={series ? t.goOnFrom : t.rowsToPredict} description={series ? t.goOnFromHint : t.rowsToPredictHint}>
        <DatasetPicker workspace={{ domainId: version.DomainId ?? "", profile: version.UserProfileName ?? "" }} value={dataset} onChange={setDataset} none={series ? t.ownRows : undefined} />
      </FormField>
      {!series && <Checkbox checked={reasons} onChange={({ detail }) => setReasons(detail.checked)} description={t.reasonsHint}>{t.reasons}</Checkbox>}
      <Refusal error={start.error} retry={() => void start.run()} />
      <Button variant="primary" loading={start.busy} disabled={!series && !dataset} onClick={() => void start.run()}>{series ? t.makeForecast : t.generate}</Button>
    </SpaceBetween>
  );
}
