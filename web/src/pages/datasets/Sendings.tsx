import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useSyncExternalStore } from "react";
import { useUploads } from "../../api/upload/uploads.ts";
import { beginImport, imports } from "../../app/imports.ts";
import { Refusal } from "../../components/Refusal.tsx";
import { UploadList } from "../../components/UploadList.tsx";
import { useStrings } from "../../i18n/language.ts";

/** Files on their way into datasets, and imports that were refused. */
export function Sendings() {
  const t = useStrings().datasets;
  const wanted = useSyncExternalStore(imports.subscribe, imports.snapshot);
  const uploads = useUploads().filter((each) => wanted.has(each.id));
  if (!uploads.length) return null;
  return (
    <Container header={<Header variant="h2" counter={`(${uploads.length})`} description={t.uploadsHint}>{t.uploads}</Header>}>
      <SpaceBetween size="m">
        <UploadList uploads={uploads} />
        {uploads.map((each) => <Refusal key={each.id} error={wanted.get(each.id)?.error} retry={() => void beginImport(each)} />)}
      </SpaceBetween>
    </Container>
  );
}
