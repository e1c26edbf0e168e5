import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { useAction } from "../../api/useAction.ts";
import { useStrings } from "../../i18n/language.ts";
import { useSession } from "../../session/session.ts";
import { Refusal } from "../Refusal.tsx";
import { WorkspaceAccess } from "./WorkspaceAccess.tsx";
import { type Profile, roleIn, workspacesOfRole } from "./workspacesOfRole.ts";

interface Props {
  /** Who was refused. */
  principal: string | undefined;
  /** What they were refused; names the user profile where it lies in its folder. */
  resource: string | undefined;
  mended?: () => void;
}

/** For a role that was refused one thing: what else a domain's tasks need of it, to apply in one go. */
export function WholeCheck({ principal, resource, mended }: Props) {
  const t = useStrings();
  const { session } = useSession();
  const [profiles, setProfiles] = useState<Profile[]>();
  const [chosen, setChosen] = useState<Profile>();
  const look = useAction(
    useCallback(async () => {
      const found = await workspacesOfRole(principal ?? "");
      setProfiles(found);
      setChosen(found.find((each) => resource?.includes(`/Canvas/${each.UserProfileName}/`)) ?? found[0]);
    }, [principal, resource]),
  );
  const role = roleIn(principal);
  if (session.Kind === "user-profile" || role?.account !== session.Account) return null;
  if (!profiles) {
    return (
      <SpaceBetween size="s">
        <Alert action={<Button loading={look.busy} onClick={() => void look.run()}>{t.why.checkAll}</Button>}>{t.why.checkAllHint(role.name)}</Alert>
        <Refusal error={look.error} retry={() => void look.run()} />
      </SpaceBetween>
    );
  }
  if (!chosen) return <Alert type="info">{t.why.noWorkspace(role.name)}</Alert>;
  const options = profiles.map((each, place) => ({ value: String(place), label: each.UserProfileName, description: each.DomainId }));
  return (
    <WorkspaceAccess workspace={chosen} brief mended={mended}>
      {options.length > 1 && (
        <FormField label={t.domains.profile}>
          <Select
            selectedOption={options[profiles.indexOf(chosen)] ?? null}
            options={options}
            onChange={({ detail }) => setChosen(profiles[Number(detail.selectedOption.value)])}
          />
        </FormField>
      )}
    </WorkspaceAccess>
  );
}
