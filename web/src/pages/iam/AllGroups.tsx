import Button from "@cloudscape-design/components/button";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useCallback, useState } from "react";
import { call } from "../../api/door.ts";
import { everyPage } from "../../api/everyPage.ts";
import { useAction } from "../../api/useAction.ts";
import { useAsked } from "../../api/useOperation.ts";
import { Empty } from "../../components/Empty.tsx";
import { fieldError } from "../../components/fieldError.ts";
import { Go } from "../../components/Go.tsx";
import { Listing } from "../../components/Listing.tsx";
import { Page } from "../../components/Page.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";

/** The account's groups of users. */
export function AllGroups() {
  const strings = useStrings();
  const t = strings.iam;
  const asked = useAsked("groups", 0, (signal) => everyPage("iam", "ListGroups", {}, "Marker", signal));
  const [name, setName] = useState("");
  const { reload } = asked;
  const create = useAction(
    useCallback(async () => {
      await call("iam", "CreateGroup", { GroupName: name });
      setName("");
      reload();
    }, [name, reload]),
  );
  return (
    <Page title={t.groups} crumbs={[[strings.navigation.users, "/users"]]} description={t.noGroupsHint}>
      <Listing
        title={t.groups}
        asked={asked}
        items={(asked.data ?? []).flatMap((page) => page.Groups ?? [])}
        id={(group) => group.GroupName ?? ""}
        columns={[
          { id: "name", header: t.groupName, value: (group) => group.GroupName, cell: (group) => <Go to={`/groups/${encodeURIComponent(group.GroupName ?? "")}`}>{group.GroupName}</Go> },
          { id: "created", header: t.createdAt, value: (group) => Number(group.CreateDate), cell: (group) => <When at={group.CreateDate} /> },
        ]}
        empty={<Empty title={t.noGroups} hint={t.noGroupsHint} />}
      />
      <form onSubmit={(event) => { event.preventDefault(); void create.run(); }}>
        <Form actions={<Button variant="primary" loading={create.busy} disabled={!name}>{t.createGroup}</Button>}>
          <FormField label={t.groupName} constraintText={t.nameRule} errorText={fieldError(create.error, "GroupName", "EntityAlreadyExists")}><Input value={name} onChange={({ detail }) => setName(detail.value)} spellcheck={false} /></FormField>
          <Refusal error={create.error} />
        </Form>
      </form>
    </Page>
  );
}
