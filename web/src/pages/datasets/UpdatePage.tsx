import { useOperation } from "../../api/useOperation.ts";
import { Page } from "../../components/Page.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { useStrings } from "../../i18n/language.ts";
import { ImportTabs } from "./ImportTabs.tsx";

/** Brings in a dataset's next version. */
export function UpdatePage({ params: { datasetId = "" } }: { params: Record<string, string> }) {
  const t = useStrings().datasets;
  const { data, error, reload } = useOperation("sealcanvas", "DescribeDataset", { DatasetId: datasetId });
  const workspace = data && { domainId: data.DomainId ?? "", domainName: data.DomainId ?? "", profile: data.UserProfileName ?? "" };
  return (
    <Page title={t.update} crumbs={[[t.title, "/datasets"], [data?.DatasetName ?? datasetId, `/datasets/${datasetId}`]]} description={t.updateHint}>
      {error && !data ? <Refusal error={error} retry={reload} /> : workspace ? <ImportTabs workspace={workspace} datasetId={datasetId} /> : <Waiting />}
    </Page>
  );
}
