import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { everyPage } from "../../api/everyPage.ts";
import type { DatasetVersion } from "../../api/shapes/sealcanvas.ts";
import { useAsked } from "../../api/useOperation.ts";
import { Failure } from "../../components/Failure.tsx";
import { GoButton } from "../../components/GoButton.tsx";
import { keyName, useAliases } from "../../components/keys.ts";
import { Listing } from "../../components/Listing.tsx";
import { bytes, count } from "../../components/numbers.ts";
import { Padlock } from "../../components/Padlock.tsx";
import { Status } from "../../components/Status.tsx";
import { When } from "../../components/When.tsx";
import { useSpeech } from "../../i18n/language.ts";

interface Props {
  datasetId: string;
  shown: number | undefined;
  choose: (version: number | undefined) => void;
}

/** All versions of a dataset; each that is Ready can be looked at and built on. */
export function Versions({ datasetId, shown, choose }: Props) {
  const { strings, language } = useSpeech();
  const { datasets: t, studio: s } = strings;
  const aliases = useAliases();
  const asked = useAsked(`versions ${datasetId}`, 5, async (signal) => {
    const pages = await everyPage("sealcanvas", "ListDatasetVersions", { DatasetId: datasetId }, "NextToken", signal);
    return pages.flatMap((page) => page.DatasetVersions ?? []);
  });
  const failed = (asked.data ?? []).filter((each) => each.Status === "Failed").slice(0, 1);
  return (
    <SpaceBetween size="m">
      {failed.map((each) => <Failure key={each.DatasetVersion} cause={each.FailureCause} reason={`V${each.DatasetVersion}: ${each.FailureReason ?? ""}`} />)}
      <Listing<DatasetVersion>
        title={t.versions}
        description={t.versionsHint}
        asked={asked}
        items={asked.data ?? []}
        id={(each) => String(each.DatasetVersion)}
        actions={<GoButton to={`/datasets/${datasetId}/update`}>{t.update}</GoButton>}
        empty={s.nothing}
        columns={[
          { id: "version", header: s.version, cell: (each) => `V${each.DatasetVersion}`, value: (each) => each.DatasetVersion },
          { id: "status", header: s.statusTitle, cell: (each) => <Status status={each.Status} />, value: (each) => each.Status },
          { id: "rows", header: s.rows, cell: (each) => count(each.RowCount, language), value: (each) => each.RowCount },
          { id: "size", header: s.size, cell: (each) => bytes(each.SizeInBytes, language), value: (each) => each.SizeInBytes },
          { id: "key", header: s.sealedUnder, cell: (each) => (each.Status === "Ready" ? <Padlock arn={each.SSEKMSKeyId} aliases={aliases} /> : "-"), value: (each) => keyName(each.SSEKMSKeyId, aliases) },
          { id: "created", header: s.created, cell: (each) => <When at={each.CreationTime as number | undefined} />, value: (each) => each.CreationTime as number | undefined },
          {
            id: "do",
            header: strings.common.actions,
            cell: (each) => (
              <SpaceBetween direction="horizontal" size="xs">
                <Button variant="inline-link" disabled={each.Status !== "Ready" || each.DatasetVersion === shown} onClick={() => choose(each.DatasetVersion)} ariaLabel={`${s.show} V${each.DatasetVersion}`}>{s.show}</Button>
              </SpaceBetween>
            ),
          },
        ]}
      />
    </SpaceBetween>
  );
}
