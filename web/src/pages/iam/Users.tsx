import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { useLocation } from "wouter";
import { call } from "../../api/door.ts";
import { everyPage } from "../../api/everyPage.ts";
import type { User } from "../../api/shapes/iam.ts";
import { useAction } from "../../api/useAction.ts";
import { useAsked } from "../../api/useOperation.ts";
import { useFlash } from "../../app/flash.tsx";
import { Confirm } from "../../components/Confirm.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { Empty } from "../../components/Empty.tsx";
import { fieldError } from "../../components/fieldError.ts";
import { Go } from "../../components/Go.tsx";
import { Listing } from "../../components/Listing.tsx";
import { Page } from "../../components/Page.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";
import { deleteUser } from "./deleteUser.ts";

/** The account's users: people and programs with access keys of their own. */
export function Users() {
  const strings = useStrings();
  const t = strings.iam;
  const { show } = useFlash();
  const asked = useAsked("users", 0, (signal) => everyPage("iam", "ListUsers", {}, "Marker", signal));
  const users = (asked.data ?? []).flatMap((page) => page.Users ?? []);
  const [chosen, setChosen] = useState<User[]>([]);
  const [creating, setCreating] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const name = chosen[0]?.UserName ?? "";
  const { reload } = asked;
  const remove = useAction(
    useCallback(async () => {
      await deleteUser(name);
      show({ type: "success", content: t.deleted(name) });
      setChosen([]);
      reload();
    }, [name, reload, show, t]),
  );
  const create = <Button variant="primary" onClick={() => setCreating(true)}>{t.createUser}</Button>;
  return (
    <Page title={strings.navigation.users} crumbs={[]} description={t.usersHint}>
      <Listing
        title={strings.navigation.users}
        asked={asked}
        items={users}
        id={(user) => user.UserName ?? ""}
        selection={{ items: chosen, choose: setChosen }}
        columns={[
          { id: "name", header: t.userName, value: (user) => user.UserName, cell: (user) => <Go to={`/users/${encodeURIComponent(user.UserName ?? "")}`}>{user.UserName}</Go> },
          { id: "created", header: t.createdAt, value: (user) => Number(user.CreateDate), cell: (user) => <When at={user.CreateDate} /> },
          { id: "arn", header: "ARN", value: (user) => user.Arn, cell: (user) => user.Arn },
        ]}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!name} onClick={() => setDeleting(true)}>{strings.common.delete}</Button>
            {create}
          </SpaceBetween>
        }
        empty={<Empty title={t.noUsers} hint={t.noUsersHint} action={create} />}
      />
      {creating && <CreateUser close={() => setCreating(false)} />}
      {deleting && (
        <Confirm title={t.deleteTitle(name)} button={strings.common.delete} action={remove} close={() => setDeleting(false)} word={name}>
          {t.deleteUserHint}
        </Confirm>
      )}
    </Page>
  );
}

function CreateUser({ close }: { close: () => void }) {
  const strings = useStrings();
  const t = strings.iam;
  const [, go] = useLocation();
  const [name, setName] = useState("");
  const create = useAction(
    useCallback(async () => {
      await call("iam", "CreateUser", { UserName: name });
      go(`/users/${encodeURIComponent(name)}`);
    }, [go, name]),
  );
  const run = () => void create.run();
  return (
    <Dialog
      title={t.createUser}
      button={t.createUser}
      busy={create.busy}
      disabled={!name}
      run={run}
      close={close}
    >
      <SpaceBetween size="m">
        <FormField label={t.userName} constraintText={t.nameRule} errorText={fieldError(create.error, "UserName", "EntityAlreadyExists")}>
          <Input value={name} onChange={({ detail }) => setName(detail.value)} spellcheck={false} />
        </FormField>
        <Refusal error={create.error} retry={run} />
      </SpaceBetween>
    </Dialog>
  );
}
