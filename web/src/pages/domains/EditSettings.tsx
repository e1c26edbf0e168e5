import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { UserSettings } from "../../api/shapes/sagemaker.ts";
import { useAction } from "../../api/useAction.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { fieldError } from "../../components/fieldError.ts";
import { KeyPicker } from "../../components/KeyPicker.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { RolePicker } from "../../components/RolePicker.tsx";
import { useStrings } from "../../i18n/language.ts";
import { changesIn, FEATURES, type Feature, isOnInDomain, typedOf } from "./settings.ts";

interface Props {
  title: string;
  /** The settings that are there. */
  settings: UserSettings | undefined;
  /** The domain's, which hold for a user profile that says nothing; none where it is the domain itself. */
  domain?: UserSettings;
  /** Save what was changed. */
  save: (changes: UserSettings) => Promise<unknown>;
  close: (changed: boolean) => void;
}

/** The settings of a domain, or of one user profile over them: the role, key 2, and what of Canvas is on. */
export function EditSettings({ title, settings, domain, save, close }: Props) {
  const { domains: t, common } = useStrings();
  const [typed, setTyped] = useState(() => typedOf(settings));
  const changes = changesIn(settings, typed);
  const action = useAction(() => save(changes));
  const run = async () => {
    if (await action.run()) close(true);
  };
  return (
    <Dialog title={title} button={common.save} busy={action.busy} disabled={Object.keys(changes).length === 0} run={() => void run()} close={() => close(false)}>
      <SpaceBetween size="m">
        <FormField label={t.executionRole} description={t.executionRoleHint} errorText={fieldError(action.error, "ExecutionRole", typed.role)}>
          <RolePicker value={typed.role} empty={domain && !settings?.ExecutionRole ? t.roleOfDomain : undefined} onChange={(role) => setTyped({ ...typed, role })} />
        </FormField>
        {domain && (
          <FormField label={t.storageKey} description={t.profileKeyHint} errorText={fieldError(action.error, "S3KmsKeyId")}>
            <KeyPicker value={typed.key} onChange={(key) => setTyped({ ...typed, key })} />
          </FormField>
        )}
        {FEATURES.map((feature) => (
          <FeatureField
            key={feature}
            feature={feature}
            value={typed.features[feature] ?? (domain ? undefined : isOnInDomain(settings, feature))}
            ofDomain={domain && isOnInDomain(domain, feature)}
            onChange={(on) => setTyped({ ...typed, features: { ...typed.features, [feature]: on } })}
          />
        ))}
        <Refusal error={action.error} retry={() => void run()} />
      </SpaceBetween>
    </Dialog>
  );
}

interface FeatureProps {
  feature: Feature;
  value: boolean | undefined;
  /** What the domain says, where it is a user profile's. */
  ofDomain: boolean | undefined;
  onChange: (on: boolean) => void;
}

function FeatureField({ feature, value, ofDomain, onChange }: FeatureProps) {
  const t = useStrings().domains;
  const label = (on: boolean) => (on ? t.enabled : t.disabled);
  const options = [{ value: "on", label: t.enabled }, { value: "off", label: t.disabled }];
  const inherited = { value: "", label: t.asDomain(label(ofDomain ?? false)) };
  return (
    <FormField label={t.features[feature]} description={t.featureHints[feature]}>
      <Select
        selectedOption={value === undefined ? inherited : { value: value ? "on" : "off", label: label(value) }}
        options={options}
        onChange={({ detail }) => onChange(detail.selectedOption.value === "on")}
      />
    </FormField>
  );
}
