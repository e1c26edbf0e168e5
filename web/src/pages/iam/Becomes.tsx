import AttributeEditor from "@cloudscape-design/components/attribute-editor";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tiles from "@cloudscape-design/components/tiles";
import { everyPage } from "../../api/everyPage.ts";
import { useAsked } from "../../api/useOperation.ts";
import { fieldError } from "../../components/fieldError.ts";
import { RolePicker } from "../../components/RolePicker.tsx";
import { useStrings } from "../../i18n/language.ts";
import { DURATIONS, type SignInDraft } from "./signInDraft.ts";

interface Props {
  draft: SignInDraft;
  change: (to: Partial<SignInDraft>) => void;
  error: Error | undefined;
}

/** Who one becomes by a sign-in: a role, or a user profile of a domain; by which claim, and for how long. */
export function Becomes({ draft, change, error }: Props) {
  const { providers: t, session } = useStrings();
  const isRole = draft.kind === "role";
  const duration = (seconds: number) => ({ value: String(seconds), label: seconds < 3600 ? t.minutes(seconds / 60) : t.hours(seconds / 3600) });
  return (
    <Container header={<Header variant="h2" description={t.becomesHint}>{t.becomes}</Header>}>
      <SpaceBetween size="l">
        <Tiles
          ariaLabel={t.becomes}
          value={draft.kind}
          onChange={({ detail }) => change({ kind: detail.value as SignInDraft["kind"] })}
          items={[
            { value: "role", label: t.role, description: t.roleHint },
            { value: "profile", label: t.profile, description: t.profileHint },
          ]}
        />
        {isRole ? (
          <FormField label={session.roleArn} errorText={fieldError(error, "RoleArn")}><RolePicker value={draft.roleArn} onChange={(roleArn) => change({ roleArn })} /></FormField>
        ) : (
          <DomainPicker value={draft.domainId} onChange={(domainId) => change({ domainId })} />
        )}
        <FormField label={t.claim} description={isRole ? t.claimOfRole : t.claimOfProfile} errorText={fieldError(error, "Claim")}>
          <Input value={draft.claim} onChange={({ detail }) => change({ claim: detail.value })} spellcheck={false} />
        </FormField>
        {!isRole && <Names draft={draft} change={change} />}
        <FormField label={t.duration} description={t.durationHint}>
          <Select
            selectedOption={duration(draft.seconds)}
            options={DURATIONS.map(duration)}
            onChange={({ detail }) => change({ seconds: Number(detail.selectedOption.value) })}
          />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}

function DomainPicker({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const strings = useStrings();
  const { data, error, loading, reload } = useAsked("domains", 0, (signal) => everyPage("sagemaker", "ListDomains", {}, "NextToken", signal));
  const options = (data ?? []).flatMap((page) => page.Domains ?? []).map((each) => ({ value: each.DomainId ?? "", label: each.DomainName, description: each.DomainId }));
  return (
    <FormField label={strings.providers.domain}>
      <Select
        selectedOption={options.find((each) => each.value === value) ?? (value ? { value, label: value } : null)}
        options={options}
        statusType={error ? "error" : loading ? "loading" : "finished"}
        errorText={error?.message}
        recoveryText={strings.common.retry}
        onLoadItems={() => error && reload()}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? "")}
      />
    </FormField>
  );
}

function Names({ draft, change }: Pick<Props, "draft" | "change">) {
  const strings = useStrings();
  const t = strings.providers;
  const set = (place: number, to: Partial<SignInDraft["names"][number]>) => change({ names: draft.names.map((each, at) => (at === place ? { ...each, ...to } : each)) });
  return (
    <FormField label={t.names} description={t.namesHint} stretch>
      <AttributeEditor
        items={draft.names}
        addButtonText={t.addName}
        removeButtonText={strings.common.remove}
        removeButtonAriaLabel={(each) => `${strings.common.remove} ${each.value}`}
        empty={t.noNames}
        onAddButtonClick={() => change({ names: [...draft.names, { value: "", profile: "" }] })}
        onRemoveButtonClick={({ detail }) => change({ names: draft.names.filter((_, at) => at !== detail.itemIndex) })}
        definition={[
          { label: t.value, control: (each, place) => <Input ariaLabel={t.value} value={each.value} onChange={({ detail }) => set(place, { value: detail.value })} /> },
          { label: t.profileName, control: (each, place) => <Input ariaLabel={t.profileName} value={each.profile} onChange={({ detail }) => set(place, { profile: detail.value })} /> },
        ]}
      />
    </FormField>
  );
}
