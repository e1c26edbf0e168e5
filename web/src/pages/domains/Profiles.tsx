import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { call } from "../../api/door.ts";
import { everyPage } from "../../api/everyPage.ts";
import type { UserProfileDetails } from "../../api/shapes/sagemaker.ts";
import { useAction } from "../../api/useAction.ts";
import { useAsked } from "../../api/useOperation.ts";
import { Confirm } from "../../components/Confirm.tsx";
import { Copyable } from "../../components/Copyable.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { Empty } from "../../components/Empty.tsx";
import { fieldError } from "../../components/fieldError.ts";
import { Listing } from "../../components/Listing.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { RolePicker } from "../../components/RolePicker.tsx";
import { Status } from "../../components/Status.tsx";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";
import { EditProfile } from "./EditProfile.tsx";

/** The people of a domain: each a user profile, let in by a link that works once. */
export function Profiles({ domain }: { domain: string }) {
  const strings = useStrings();
  const t = strings.domains;
  const asked = useAsked(`profiles ${domain}`, 0, (signal) => everyPage("sagemaker", "ListUserProfiles", { DomainIdEquals: domain }, "NextToken", signal));
  const { reload } = asked;
  const [chosen, setChosen] = useState<UserProfileDetails[]>([]);
  const [creating, setCreating] = useState(false);
  const [editing, setEditing] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const [invited, setInvited] = useState("");
  const [link, setLink] = useState("");
  const name = chosen[0]?.UserProfileName ?? "";
  const invite = useAction(
    useCallback(
      async (profile: string) => {
        setInvited(profile);
        setLink((await call("sagemaker", "CreatePresignedDomainUrl", { DomainId: domain, UserProfileName: profile })).AuthorizedUrl ?? "");
      },
      [domain],
    ),
  );
  const remove = useAction(
    useCallback(async () => {
      await call("sagemaker", "DeleteUserProfile", { DomainId: domain, UserProfileName: name });
      setChosen([]);
      reload();
    }, [domain, name, reload]),
  );
  const create = <Button variant="primary" onClick={() => setCreating(true)}>{t.createProfile}</Button>;
  return (
    <SpaceBetween size="m">
      <Refusal error={invite.error} retry={() => void invite.run(invited)} />
      <Listing
        title={t.profiles}
        asked={asked}
        items={(asked.data ?? []).flatMap((page) => page.UserProfiles ?? [])}
        id={(profile) => profile.UserProfileName ?? ""}
        selection={{ items: chosen, choose: setChosen }}
        columns={[
          { id: "name", header: t.profile, value: (profile) => profile.UserProfileName, cell: (profile) => profile.UserProfileName },
          { id: "status", header: t.status, value: (profile) => profile.Status, cell: (profile) => <Status status={profile.Status} /> },
          { id: "created", header: t.created, value: (profile) => Number(profile.CreationTime), cell: (profile) => <When at={profile.CreationTime as number | undefined} /> },
          { id: "invite", header: t.signIn, cell: ({ UserProfileName = "" }) => <Button variant="inline-link" ariaLabel={`${t.signInLink}: ${UserProfileName}`} disabled={invite.busy} onClick={() => void invite.run(UserProfileName)}>{t.signInLink}</Button> },
        ]}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!name} onClick={() => setEditing(true)}>{strings.common.edit}</Button>
            <Button disabled={!name} onClick={() => setDeleting(true)}>{strings.common.delete}</Button>
            {create}
          </SpaceBetween>
        }
        empty={<Empty title={t.noProfiles} hint={t.noProfilesHint} action={create} />}
      />
      {creating && <CreateProfile domain={domain} close={(changed) => { setCreating(false); if (changed) reload(); }} />}
      {link && (
        <Modal visible header={t.signInLink} closeAriaLabel={strings.common.close} onDismiss={() => setLink("")}>
          <SpaceBetween size="m">
            <Box>{t.signInLinkHint(invited)}</Box>
            <Copyable text={link} />
          </SpaceBetween>
        </Modal>
      )}
      {editing && <EditProfile domain={domain} name={name} close={() => setEditing(false)} />}
      {deleting && (
        <Confirm title={strings.iam.deleteTitle(name)} button={strings.common.delete} action={remove} close={() => setDeleting(false)} word={name}>
          {t.deleteProfileHint}
        </Confirm>
      )}
    </SpaceBetween>
  );
}

function CreateProfile({ domain, close }: { domain: string; close: (changed: boolean) => void }) {
  const strings = useStrings();
  const t = strings.domains;
  const [name, setName] = useState("");
  const [role, setRole] = useState("");
  const create = useAction(
    useCallback(
      () => call("sagemaker", "CreateUserProfile", { DomainId: domain, UserProfileName: name, ...(role && { UserSettings: { ExecutionRole: role } }) }),
      [domain, name, role],
    ),
  );
  const run = async () => {
    if (await create.run()) close(true);
  };
  return (
    <Dialog
      title={t.createProfile}
      button={t.createProfile}
      busy={create.busy}
      disabled={!name}
      run={() => void run()}
      close={() => close(false)}
    >
      <SpaceBetween size="m">
        <FormField label={t.profile} constraintText={t.nameRule} errorText={fieldError(create.error, "UserProfileName")}><Input value={name} onChange={({ detail }) => setName(detail.value)} spellcheck={false} /></FormField>
        <FormField label={t.executionRole}><RolePicker value={role} empty={t.roleOfDomain} onChange={setRole} /></FormField>
        <Refusal error={create.error} retry={() => void run()} />
      </SpaceBetween>
    </Dialog>
  );
}
