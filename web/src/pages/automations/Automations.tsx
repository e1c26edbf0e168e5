import { GoButton } from "../../components/GoButton.tsx";
import { StudioPage } from "../../components/StudioPage.tsx";
import { useStrings } from "../../i18n/language.ts";
import { AutomationList } from "./AutomationList.tsx";

/** The workspace's automations. */
export function Automations() {
  const t = useStrings().automations;
  return (
    <StudioPage title={t.title} crumbs={[]} description={t.description}>
      {(workspace) => <AutomationList workspace={workspace} create={<GoButton variant="primary" to="/automations/create">{t.create}</GoButton>} />}
    </StudioPage>
  );
}
