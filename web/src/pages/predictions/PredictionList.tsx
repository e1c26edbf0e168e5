import { everyPage } from "../../api/everyPage.ts";
import type { PredictionSummary } from "../../api/shapes/sealcanvas.ts";
import { useAsked } from "../../api/useOperation.ts";
import { Empty } from "../../components/Empty.tsx";
import { Go } from "../../components/Go.tsx";
import { GoButton } from "../../components/GoButton.tsx";
import { keyName, useAliases } from "../../components/keys.ts";
import { Listing } from "../../components/Listing.tsx";
import { LockedStatus } from "../../components/LockedStatus.tsx";
import { count } from "../../components/numbers.ts";
import { Padlock } from "../../components/Padlock.tsx";
import { useLocks } from "../../components/useLocks.ts";
import { When } from "../../components/When.tsx";
import { useSpeech } from "../../i18n/language.ts";

interface Props {
  workspace: { domainId: string; profile: string };
  /** Of this version alone. */
  modelVersionId?: string;
}

/** Predictions of a workspace, or of one model version. */
export function PredictionList({ workspace: { domainId, profile }, modelVersionId }: Props) {
  const { strings, language } = useSpeech();
  const { predictions: t, studio: s, models: m } = strings;
  const aliases = useAliases();
  const asked = useAsked(`predictions ${domainId}/${profile} ${modelVersionId ?? ""}`, 5, async (signal) => {
    const [predictions, models, datasets] = await Promise.all([
      everyPage("sealcanvas", "ListPredictions", { DomainId: domainId, UserProfileName: profile, ModelVersionId: modelVersionId, MaxResults: 100 }, "NextToken", signal),
      everyPage("sealcanvas", "ListModelVersions", { DomainId: domainId, UserProfileName: profile, MaxResults: 100 }, "NextToken", signal),
      everyPage("sealcanvas", "ListDatasets", { DomainId: domainId, UserProfileName: profile, MaxResults: 100 }, "NextToken", signal),
    ]);
    return {
      predictions: predictions.flatMap((page) => page.Predictions ?? []),
      models: new Map(models.flatMap((page) => page.ModelVersions ?? []).map((each) => [each.ModelVersionId, `${each.ModelName} V${each.VersionNumber}`])),
      datasets: new Map(datasets.flatMap((page) => page.Datasets ?? []).map((each) => [each.DatasetId, each.DatasetName])),
    };
  });
  const locks = useLocks({ domainId, profile }, (asked.data?.predictions ?? []).map((each) => each.SSEKMSKeyId));
  const lockOf = (each: PredictionSummary) => (each.Status === "Ready" ? locks.get(each.SSEKMSKeyId ?? "") : undefined);
  const modelOf = (each: PredictionSummary) => asked.data?.models.get(each.ModelVersionId) ?? each.ModelVersionId ?? "";
  const datasetOf = (each: PredictionSummary) => (each.DatasetId ? `${asked.data?.datasets.get(each.DatasetId) ?? each.DatasetId} V${each.DatasetVersion}` : t.ownRows);
  return (
    <Listing<PredictionSummary>
      title={t.title}
      asked={asked}
      items={asked.data?.predictions ?? []}
      id={(each) => each.PredictionId ?? ""}
      empty={<Empty title={t.empty} hint={t.emptyHint} action={modelVersionId ? undefined : <GoButton to="/models">{m.title}</GoButton>} />}
      columns={[
        { id: "id", header: t.prediction, cell: (each) => <Go to={`/predictions/${each.PredictionId}`}>{each.PredictionId}</Go>, value: (each) => each.PredictionId },
        { id: "model", header: s.model, cell: (each) => <Go to={`/models/${each.ModelVersionId}`}>{modelOf(each)}</Go>, value: modelOf },
        { id: "dataset", header: s.dataset, cell: (each) => (each.DatasetId ? <Go to={`/datasets/${each.DatasetId}`}>{datasetOf(each)}</Go> : datasetOf(each)), value: datasetOf },
        { id: "status", header: s.statusTitle, cell: (each) => <LockedStatus status={each.Status} failure={each.FailureCause} lock={lockOf(each)} />, value: (each) => (lockOf(each) ? s.locked : each.Status) },
        { id: "rows", header: s.rows, cell: (each) => count(each.RowCount, language), value: (each) => each.RowCount },
        { id: "key", header: s.sealedUnder, cell: (each) => <Padlock arn={each.SSEKMSKeyId} aliases={aliases} lock={lockOf(each)} />, value: (each) => keyName(each.SSEKMSKeyId, aliases) },
        { id: "created", header: s.created, cell: (each) => <When at={each.CreationTime as number | undefined} />, value: (each) => each.CreationTime as number | undefined },
      ]}
    />
  );
}
