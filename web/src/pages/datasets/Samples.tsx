import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Cards from "@cloudscape-design/components/cards";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMemo, useState } from "react";
import { useLocation } from "wouter";
import type { SampleDataset } from "../../api/shapes/sealcanvas.ts";
import { useOperation } from "../../api/useOperation.ts";
import { importFile } from "../../app/imports.ts";
import type { Workspace } from "../../app/workspace.ts";
import { keyName, useAliases } from "../../components/keys.ts";
import { count } from "../../components/numbers.ts";
import { Refusal } from "../../components/Refusal.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { useSpeech } from "../../i18n/language.ts";
import { LocalPreview } from "./LocalPreview.tsx";

/** Made-up tables for whoever has no data at hand; one is imported by the same door as a file of this computer. */
export function Samples({ workspace }: { workspace: Workspace }) {
  const { strings, language } = useSpeech();
  const { datasets: t, models: m, studio: s } = strings;
  const [, to] = useLocation();
  const [chosen, choose] = useState<SampleDataset>();
  const listed = useOperation("sealcanvas", "ListSampleDatasets", {});
  const place = useOperation("sealcanvas", "DescribeWorkspace", { DomainId: workspace.domainId, UserProfileName: workspace.profile });
  const sample = useOperation("sealcanvas", "GetSampleDataset", chosen ? { SampleName: chosen.SampleName ?? "" } : null);
  const aliases = useAliases();
  const { Content, FileName = "" } = sample.data ?? {};
  const file = useMemo(() => (Content === undefined ? undefined : new File([Content], FileName, { type: "text/csv" })), [Content, FileName]);
  const titleOf = (each: SampleDataset) => t.samples[each.SampleName as keyof typeof t.samples]?.title ?? each.SampleName ?? "";
  const key = place.data?.StorageKey;
  const start = () => {
    if (!file || !chosen) return;
    const goal = { DomainId: workspace.domainId, UserProfileName: workspace.profile, DatasetName: titleOf(chosen) };
    importFile(file, goal, place.data?.ArtifactUri ?? "", key?.Managed ? undefined : key?.KeyArn);
    to("/datasets"); // where it is seen arriving
  };
  return (
    <SpaceBetween size="l">
      <Refusal error={listed.error ?? place.error} retry={listed.error ? listed.reload : place.reload} />
      <Cards<SampleDataset>
        items={listed.data?.SampleDatasets ?? []}
        loading={listed.loading && !listed.data}
        loadingText={strings.common.loading}
        trackBy="SampleName"
        selectionType="single"
        entireCardClickable
        selectedItems={chosen ? [chosen] : []}
        onSelectionChange={({ detail }) => choose(detail.selectedItems[0])}
        ariaLabels={{ selectionGroupLabel: t.sample, itemSelectionLabel: (_, each) => titleOf(each) }}
        cardsPerRow={[{ cards: 1 }, { minWidth: 700, cards: 2 }]}
        cardDefinition={{
          header: titleOf,
          sections: [
            { id: "about", content: (each) => t.samples[each.SampleName as keyof typeof t.samples]?.hint ?? each.Description },
            { id: "target", header: m.target, width: 50, content: (each) => each.TargetColumn },
            { id: "problem", header: m.problem, width: 50, content: (each) => each.ProblemType && s.problems[each.ProblemType] },
            { id: "size", header: t.size, width: 50, content: (each) => t.rowsByColumns(count(each.RowCount, language), count(each.ColumnCount, language)) },
          ],
        }}
      />
      <Alert type="info">{t.synthetic}{key && <> {t.willBeSealed(keyName(key.KeyArn, aliases) ?? s.bucketKey)}</>}</Alert>
      <Refusal error={sample.error} retry={sample.reload} />
      {chosen && sample.loading && <Waiting />}
      {chosen && file && <LocalPreview key={FileName} file={file} />}
      <Button variant="primary" disabled={!chosen || !file || !place.data} onClick={start}>{t.importSample}</Button>
    </SpaceBetween>
  );
}
