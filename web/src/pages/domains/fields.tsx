import Checkbox from "@cloudscape-design/components/checkbox";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import { fieldError } from "../../components/fieldError.ts";
import { KeyPicker } from "../../components/KeyPicker.tsx";
import { RolePicker } from "../../components/RolePicker.tsx";
import { useStrings } from "../../i18n/language.ts";
import { type Draft, soundName } from "./draft.ts";

export interface Fields {
  draft: Draft;
  change: (to: Partial<Draft>) => void;
  /** What the set-up was refused with. */
  error?: Error;
  /** Somebody wanted to go on: what is missing is told. */
  tried?: boolean;
}

/** The domain's name and its first user. */
export function Names({ draft, change, error, tried = false }: Fields) {
  const t = useStrings().domains;
  const wrong = (name: string) => ((name || tried) && !soundName(name) ? t.nameWrong : undefined);
  return (
    <SpaceBetween size="l">
      <FormField label={t.name} constraintText={t.nameRule} errorText={wrong(draft.name) ?? fieldError(error, "DomainName")}><Input value={draft.name} onChange={({ detail }) => change({ name: detail.value })} spellcheck={false} /></FormField>
      <FormField label={t.profile} description={t.profileHint} errorText={wrong(draft.profile) ?? fieldError(error, "UserProfileName")}><Input value={draft.profile} onChange={({ detail }) => change({ profile: detail.value })} spellcheck={false} /></FormField>
    </SpaceBetween>
  );
}

/** The role as which the studio works: one that is there, or a new one. */
export function ExecutionRole({ draft, change, error }: Fields) {
  const t = useStrings().domains;
  return (
    <FormField label={t.executionRole} description={t.executionRoleHint} constraintText={t.emptyRole} errorText={draft.role ? fieldError(error, "ExecutionRole", draft.role) : undefined}>
      <RolePicker value={draft.role} empty={t.newRole} onChange={(role) => change({ role })} />
    </FormField>
  );
}

/** Both keys: new ones, or those that are chosen; each says what it protects. */
export function Keys({ draft, change, error }: Fields) {
  const t = useStrings().domains;
  return (
    <SpaceBetween size="l">
      <RadioGroup
        ariaLabel={t.keys}
        value={draft.newKeys ? "new" : "own"}
        onChange={({ detail }) => change({ newKeys: detail.value === "new" })}
        items={[{ value: "new", label: t.newKeys, description: t.newKeysHint }, { value: "own", label: t.enterKey }]}
      />
      {!draft.newKeys && <AppKey draft={draft} change={change} error={error} />}
      {!draft.newKeys && <StorageKey draft={draft} change={change} error={error} />}
    </SpaceBetween>
  );
}

/** Key 1. */
export function AppKey({ draft, change, error }: Fields) {
  const t = useStrings().domains;
  return (
    <FormField label={t.appKey} description={t.appKeyProtects} constraintText={t.emptyAppKey} errorText={fieldError(error, "KmsKeyId")}>
      <KeyPicker value={draft.appKey} onChange={(appKey) => change({ appKey })} />
    </FormField>
  );
}

/** Key 2. */
export function StorageKey({ draft, change, error }: Fields) {
  const t = useStrings().domains;
  return (
    <FormField label={t.storageKey} description={t.storageKeyProtects} constraintText={t.emptyStorageKey} errorText={fieldError(error, "S3KmsKeyId")}>
      <KeyPicker value={draft.storageKey} onChange={(storageKey) => change({ storageKey })} />
    </FormField>
  );
}

/** Whether time series may be forecast, and as which role. */
export function TimeSeries({ draft, change }: Fields) {
  const t = useStrings().domains;
  return (
    <SpaceBetween size="m">
      <Toggle checked={draft.timeSeries} description={t.timeSeriesHint} onChange={({ detail }) => change({ timeSeries: detail.checked })}>{t.timeSeries}</Toggle>
      {draft.timeSeries && (
        <FormField label={t.forecastRole} constraintText={t.emptyForecastRole}>
          <RolePicker value={draft.forecastRole} empty={t.newRole} onChange={(forecastRole) => change({ forecastRole })} />
        </FormField>
      )}
    </SpaceBetween>
  );
}

/** Whether the statements that the roles need are put into the policies. */
export function Statements({ draft, change }: Fields) {
  const t = useStrings().domains;
  return (
    <Checkbox checked={draft.statements} description={t.statementsHint} onChange={({ detail }) => change({ statements: detail.checked })}>
      {t.statements}
    </Checkbox>
  );
}
