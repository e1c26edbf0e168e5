import type { Automation, DescribeModelVersionResponse } from "../../../api/shapes/sealcanvas.ts";
import { GoButton } from "../../../components/GoButton.tsx";
import { useStrings } from "../../../i18n/language.ts";
import { AutomationList } from "../../automations/AutomationList.tsx";

/** The rules by which a model predicts by itself. */
export function Automatic({ version }: { version: DescribeModelVersionResponse }) {
  const t = useStrings().automations;
  return (
    <AutomationList
      workspace={{ domainId: version.DomainId ?? "", profile: version.UserProfileName ?? "" }}
      only={(each: Automation) => each.ModelVersionId === version.ModelVersionId}
      create={<GoButton variant="primary" to={`/automations/create?action=Predict&model=${version.ModelVersionId}`}>{t.create}</GoButton>}
    />
  );
}
