import { StudioPage } from "../../components/StudioPage.tsx";
import { useStrings } from "../../i18n/language.ts";
import { ImportTabs } from "./ImportTabs.tsx";

/** Brings data in. */
export function ImportPage() {
  const t = useStrings().datasets;
  return (
    <StudioPage title={t.import} crumbs={[[t.title, "/datasets"]]} description={t.importHint}>
      {(workspace) => <ImportTabs workspace={workspace} />}
    </StudioPage>
  );
}
