import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { everyPage } from "../../api/everyPage.ts";
import type { RoleDetail } from "../../api/shapes/iam.ts";
import { useAction } from "../../api/useAction.ts";
import { useAsked } from "../../api/useOperation.ts";
import { useFlash } from "../../app/flash.tsx";
import { Confirm } from "../../components/Confirm.tsx";
import { Empty } from "../../components/Empty.tsx";
import { Go } from "../../components/Go.tsx";
import { GoButton } from "../../components/GoButton.tsx";
import { Listing } from "../../components/Listing.tsx";
import { Page } from "../../components/Page.tsx";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";
import { decoded, trustedBy } from "./documents.ts";
import { deleteEntity } from "./entity.ts";

/** The account's roles: who may take them on, and when they were last used. */
export function Roles() {
  const strings = useStrings();
  const t = strings.iam;
  const { show } = useFlash();
  const asked = useAsked("roles in detail", 0, (signal) => everyPage("iam", "GetAccountAuthorizationDetails", { Filter: ["Role"] }, "Marker", signal));
  const roles = (asked.data ?? []).flatMap((page) => page.RoleDetailList ?? []);
  const [chosen, setChosen] = useState<RoleDetail[]>([]);
  const [deleting, setDeleting] = useState(false);
  const name = chosen[0]?.RoleName ?? "";
  const { reload } = asked;
  const remove = useAction(
    useCallback(async () => {
      await deleteEntity({ kind: "Role", name });
      show({ type: "success", content: t.deleted(name) });
      setChosen([]);
      reload();
    }, [name, reload, show, t]),
  );
  const create = <GoButton to="/roles/create" variant="primary">{t.createRole}</GoButton>;
  const trusted = (role: RoleDetail) => trustedBy(decoded(role.AssumeRolePolicyDocument)).join(", ");
  return (
    <Page title={strings.navigation.roles} crumbs={[]} description={t.rolesHint}>
      <Listing
        title={strings.navigation.roles}
        asked={asked}
        items={roles}
        id={(role) => role.RoleName ?? ""}
        selection={{ items: chosen, choose: setChosen }}
        columns={[
          { id: "name", header: t.roleName, value: (role) => role.RoleName, cell: (role) => <Go to={`/roles/${encodeURIComponent(role.RoleName ?? "")}`}>{role.RoleName}</Go> },
          { id: "trusted", header: t.trustedEntities, value: trusted, cell: trusted },
          { id: "used", header: t.lastUsed, value: (role) => Number(role.RoleLastUsed?.LastUsedDate ?? 0), cell: (role) => <When at={role.RoleLastUsed?.LastUsedDate} /> },
        ]}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!name} onClick={() => setDeleting(true)}>{strings.common.delete}</Button>
            {create}
          </SpaceBetween>
        }
        empty={<Empty title={t.noRoles} hint={t.noRolesHint} action={create} />}
      />
      {deleting && (
        <Confirm title={t.deleteTitle(name)} button={strings.common.delete} action={remove} close={() => setDeleting(false)} word={name}>
          {t.deleteRoleHint}
        </Confirm>
      )}
    </Page>
  );
}
