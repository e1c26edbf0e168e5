import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { call } from "../../api/door.ts";
import { everyPage } from "../../api/everyPage.ts";
import type { Group } from "../../api/shapes/iam.ts";
import { useAction } from "../../api/useAction.ts";
import { useAsked } from "../../api/useOperation.ts";
import { Empty } from "../../components/Empty.tsx";
import { Go } from "../../components/Go.tsx";
import { Listing } from "../../components/Listing.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { useStrings } from "../../i18n/language.ts";

/** The groups that a user is in, whose policies it has. */
export function Groups({ user }: { user: string }) {
  const strings = useStrings();
  const t = strings.iam;
  const asked = useAsked(`groups of ${user}`, 0, (signal) => everyPage("iam", "ListGroupsForUser", { UserName: user }, "Marker", signal));
  const all = useAsked("groups", 0, (signal) => everyPage("iam", "ListGroups", {}, "Marker", signal));
  const groups = (asked.data ?? []).flatMap((page) => page.Groups ?? []);
  const others = (all.data ?? []).flatMap((page) => page.Groups ?? []).filter((group) => !groups.some((each) => each.Arn === group.Arn));
  const [chosen, setChosen] = useState<Group[]>([]);
  const [wanted, setWanted] = useState("");
  const { reload } = asked;
  const add = useAction(
    useCallback(async () => {
      await call("iam", "AddUserToGroup", { UserName: user, GroupName: wanted });
      setWanted("");
      reload();
    }, [reload, user, wanted]),
  );
  const leave = useAction(
    useCallback(async () => {
      for (const { GroupName = "" } of chosen) await call("iam", "RemoveUserFromGroup", { UserName: user, GroupName });
      setChosen([]);
      reload();
    }, [chosen, reload, user]),
  );
  return (
    <SpaceBetween size="m">
      <Refusal error={add.error ?? leave.error} />
      <Listing
        title={t.groups}
        asked={asked}
        items={groups}
        id={(group) => group.GroupName ?? ""}
        selection={{ items: chosen, choose: setChosen, several: true }}
        columns={[{ id: "name", header: t.groupName, value: (group) => group.GroupName, cell: (group) => <Go to={`/groups/${encodeURIComponent(group.GroupName ?? "")}`}>{group.GroupName}</Go> }]}
        actions={<Button disabled={!chosen.length} loading={leave.busy} onClick={() => void leave.run()}>{t.leaveGroup}</Button>}
        empty={<Empty title={t.noGroups} hint={t.noGroupsHint} />}
      />
      <FormField label={t.addToGroup} secondaryControl={<Button disabled={!wanted} loading={add.busy} onClick={() => void add.run()}>{t.add}</Button>}>
        <Select
          selectedOption={wanted ? { value: wanted, label: wanted } : null}
          options={others.map(({ GroupName = "" }) => ({ value: GroupName, label: GroupName }))}
          placeholder={t.groupName}
          empty={t.noOtherGroups}
          onChange={({ detail }) => setWanted(detail.selectedOption.value ?? "")}
        />
      </FormField>
      <GoToGroups />
    </SpaceBetween>
  );
}

function GoToGroups() {
  const t = useStrings().iam;
  return <Go to="/groups">{t.allGroups}</Go>;
}
