import SpaceBetween from "@cloudscape-design/components/space-between";
import { everyPage } from "../../api/everyPage.ts";
import type { DatasetSummary } from "../../api/shapes/sealcanvas.ts";
import { useAsked } from "../../api/useOperation.ts";
import type { Workspace } from "../../app/workspace.ts";
import { Empty } from "../../components/Empty.tsx";
import { Go } from "../../components/Go.tsx";
import { GoButton } from "../../components/GoButton.tsx";
import { keyName, useAliases } from "../../components/keys.ts";
import { Listing } from "../../components/Listing.tsx";
import { LockedStatus } from "../../components/LockedStatus.tsx";
import { bytes, count } from "../../components/numbers.ts";
import { Padlock } from "../../components/Padlock.tsx";
import { StudioPage } from "../../components/StudioPage.tsx";
import { useLocks } from "../../components/useLocks.ts";
import { When } from "../../components/When.tsx";
import { useSpeech } from "../../i18n/language.ts";
import { Sendings } from "./Sendings.tsx";

/** The workspace's datasets. */
export function Datasets() {
  const t = useSpeech().strings.datasets;
  return (
    <StudioPage title={t.title} crumbs={[]} description={t.description}>
      {(workspace) => (
        <SpaceBetween size="l">
          <Sendings />
          <List workspace={workspace} />
        </SpaceBetween>
      )}
    </StudioPage>
  );
}

function List({ workspace: { domainId, profile } }: { workspace: Workspace }) {
  const { strings, language } = useSpeech();
  const { datasets: t, studio: s } = strings;
  const asked = useAsked(`datasets ${domainId}/${profile}`, 5, async (signal) => {
    const pages = await everyPage("sealcanvas", "ListDatasets", { DomainId: domainId, UserProfileName: profile, MaxResults: 100 }, "NextToken", signal);
    return pages.flatMap((page) => page.Datasets ?? []);
  });
  const items = asked.data ?? [];
  const aliases = useAliases();
  const locks = useLocks({ domainId, profile }, items.map((each) => each.SSEKMSKeyId));
  const lockOf = (each: DatasetSummary) => (each.Status === "Ready" ? locks.get(each.SSEKMSKeyId ?? "") : undefined);
  const importButton = <GoButton variant="primary" to="/datasets/import">{t.import}</GoButton>;
  return (
    <Listing<DatasetSummary>
      title={t.title}
      asked={asked}
      items={items}
      id={(each) => each.DatasetId ?? ""}
      actions={importButton}
      empty={<Empty title={t.empty} hint={t.emptyHint} action={<GoButton to="/datasets/import">{t.import}</GoButton>} />}
      columns={[
        { id: "name", header: s.name, cell: (each) => <Go to={`/datasets/${each.DatasetId}`}>{each.DatasetName}</Go>, value: (each) => each.DatasetName },
        { id: "status", header: s.statusTitle, cell: (each) => <LockedStatus status={each.Status} failure={each.FailureCause} lock={lockOf(each)} />, value: (each) => (lockOf(each) ? s.locked : each.Status) },
        { id: "rows", header: s.rows, cell: (each) => count(each.RowCount, language), value: (each) => each.RowCount },
        { id: "columns", header: s.columns, cell: (each) => count(each.ColumnCount, language), value: (each) => each.ColumnCount },
        { id: "size", header: s.size, cell: (each) => bytes(each.SizeInBytes, language), value: (each) => each.SizeInBytes },
        { id: "version", header: s.version, cell: (each) => (each.DatasetVersion ? `V${each.DatasetVersion}` : "-"), value: (each) => each.DatasetVersion },
        {
          id: "key",
          header: s.sealedUnder,
          cell: (each) => (each.Status === "Ready" ? <Padlock arn={each.SSEKMSKeyId} aliases={aliases} lock={lockOf(each)} /> : "-"),
          value: (each) => keyName(each.SSEKMSKeyId, aliases),
        },
        { id: "created", header: s.created, cell: (each) => <When at={each.CreationTime as number | undefined} />, value: (each) => each.CreationTime as number | undefined },
      ]}
    />
  );
}
