import Checkbox from "@cloudscape-design/components/checkbox";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tiles from "@cloudscape-design/components/tiles";
import { PolicyField } from "../../components/policy/PolicyField.tsx";
import { useStrings } from "../../i18n/language.ts";
import { trustPolicy } from "./documents.ts";

/** Who may take a role on. */
export interface Trust {
  kind: "service" | "account" | "custom";
  services: string[];
  account: string;
  custom: string;
}

export const SERVICES = ["sagemaker.amazonaws.com", "forecast.amazonaws.com"];

/** The trust policy that says so. */
export function textOf(trust: Trust, ownAccount: string): string {
  if (trust.kind === "custom") return trust.custom;
  if (trust.kind === "service") return trustPolicy("Service", trust.services, ownAccount);
  return trustPolicy("AWS", [`arn:aws:iam::${trust.account || ownAccount}:root`], ownAccount);
}

/** Step 1 of a new role: the trusted entity. */
export function TrustChoice({ trust, onChange, account }: { trust: Trust; onChange: (trust: Trust) => void; account: string }) {
  const t = useStrings().iam;
  const toggle = (service: string, checked: boolean) =>
    onChange({ ...trust, services: checked ? [...trust.services, service] : trust.services.filter((each) => each !== service) });
  const choose = (kind: Trust["kind"]) => onChange({ ...trust, kind, custom: kind === "custom" && !trust.custom ? textOf(trust, account) : trust.custom });
  return (
    <SpaceBetween size="l">
      <FormField label={t.trustedType} stretch>
        <Tiles
          ariaLabel={t.trustedType}
          value={trust.kind}
          onChange={({ detail }) => choose(detail.value as Trust["kind"])}
          items={[
            { value: "service", label: t.trust.service, description: t.trust.serviceHint },
            { value: "account", label: t.trust.account, description: t.trust.accountHint },
            { value: "custom", label: t.trust.custom, description: t.trust.customHint },
          ]}
        />
      </FormField>
      {trust.kind === "service" && (
        <FormField label={t.services}>
          <SpaceBetween size="xs">
            {SERVICES.map((service) => (
              <Checkbox key={service} checked={trust.services.includes(service)} onChange={({ detail }) => toggle(service, detail.checked)} description={t.serviceUse[service]}>
                {service}
              </Checkbox>
            ))}
          </SpaceBetween>
        </FormField>
      )}
      {trust.kind === "account" && (
        <FormField label={t.accountId} constraintText={t.accountIdRule}>
          <Input value={trust.account} placeholder={account} inputMode="numeric" onChange={({ detail }) => onChange({ ...trust, account: detail.value })} />
        </FormField>
      )}
      {trust.kind === "custom" && (
        <PolicyField kind="trust" value={trust.custom} onChange={(custom) => onChange({ ...trust, custom })} label={t.trust.custom} />
      )}
    </SpaceBetween>
  );
}
