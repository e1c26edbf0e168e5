import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import { useCallback, useMemo, useState } from "react";
import { useLocation } from "wouter";
import { call } from "../../api/door.ts";
import { everyPage } from "../../api/everyPage.ts";
import { useAction } from "../../api/useAction.ts";
import { useAsked } from "../../api/useOperation.ts";
import { Confirm } from "../../components/Confirm.tsx";
import { Go } from "../../components/Go.tsx";
import { Page } from "../../components/Page.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { useStrings } from "../../i18n/language.ts";
import { deleteEntity, type Entity } from "./entity.ts";
import { Permissions } from "./Permissions.tsx";

/** One group: who is in it, and what they may do by it. */
export function GroupDetail({ params }: { params: Record<string, string> }) {
  const strings = useStrings();
  const t = strings.iam;
  const name = params["group"] ?? "";
  const [, go] = useLocation();
  const { data, error, reload } = useAsked(`group ${name}`, 0, (signal) => everyPage("iam", "GetGroup", { GroupName: name }, "Marker", signal));
  const entity = useMemo((): Entity => ({ kind: "Group", name }), [name]);
  const [deleting, setDeleting] = useState(false);
  const users = (data ?? []).flatMap((page) => page.Users ?? []);
  const remove = useAction(
    useCallback(async () => {
      for (const { UserName = "" } of users) await call("iam", "RemoveUserFromGroup", { UserName, GroupName: name });
      await deleteEntity({ kind: "Group", name });
      go("/groups");
    }, [go, name, users]),
  );
  return (
    <Page title={name} crumbs={[[strings.navigation.users, "/users"], [t.groups, "/groups"]]} actions={<Button onClick={() => setDeleting(true)}>{strings.common.delete}</Button>}>
      <Refusal error={error} retry={reload} />
      {!data && !error && <Waiting />}
      {data && (
        <>
          <Container header={<Header variant="h2" counter={`(${users.length})`}>{strings.navigation.users}</Header>}>
            {users.length ? users.map((user) => <div key={user.Arn}><Go to={`/users/${encodeURIComponent(user.UserName ?? "")}`}>{user.UserName}</Go></div>) : strings.common.none}
          </Container>
          <Permissions entity={entity} arn={data[0]?.Group?.Arn ?? ""} />
        </>
      )}
      {deleting && (
        <Confirm title={t.deleteTitle(name)} button={strings.common.delete} action={remove} close={() => setDeleting(false)} word={name}>
          {t.deleteGroupHint}
        </Confirm>
      )}
    </Page>
  );
}
