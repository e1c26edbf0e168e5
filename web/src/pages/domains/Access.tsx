import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import { useState } from "react";
import { everyPage } from "../../api/everyPage.ts";
import { useAsked } from "../../api/useOperation.ts";
import { WorkspaceAccess } from "../../components/access/WorkspaceAccess.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { useStrings } from "../../i18n/language.ts";

/** The access check of a domain: of which of its people, and with which file to import. */
export function Access({ domain }: { domain: string }) {
  const t = useStrings().domains;
  const profiles = useAsked(`profiles ${domain}`, 0, (signal) => everyPage("sagemaker", "ListUserProfiles", { DomainIdEquals: domain }, "NextToken", signal));
  const names = (profiles.data ?? []).flatMap((page) => page.UserProfiles ?? []).map((profile) => profile.UserProfileName ?? "");
  const [chosen, setChosen] = useState("");
  const [typed, setTyped] = useState("");
  const [source, setSource] = useState("");
  const profile = chosen || (names[0] ?? "");
  return (
    <WorkspaceAccess workspace={profile ? { DomainId: domain, UserProfileName: profile, ...(source && { S3Uri: source }) } : null}>
      <Refusal error={profiles.error} retry={profiles.reload} />
      <FormField label={t.profile}>
        <Select
          selectedOption={profile ? { value: profile, label: profile } : null}
          options={names.map((value) => ({ value, label: value }))}
          placeholder={t.noProfiles}
          onChange={({ detail }) => setChosen(detail.selectedOption.value ?? "")}
        />
      </FormField>
      <FormField label={t.source} description={t.sourceHint} secondaryControl={<Button disabled={typed === source} onClick={() => setSource(typed)}>{t.check}</Button>}>
        <Input value={typed} placeholder="s3://…" onChange={({ detail }) => setTyped(detail.value)} spellcheck={false} />
      </FormField>
    </WorkspaceAccess>
  );
}
