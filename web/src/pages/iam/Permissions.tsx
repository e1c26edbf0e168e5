import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import type { Policy } from "../../api/shapes/iam.ts";
import { useAction } from "../../api/useAction.ts";
import { useAsked } from "../../api/useOperation.ts";
import { Confirm } from "../../components/Confirm.tsx";
import { Empty } from "../../components/Empty.tsx";
import { Go } from "../../components/Go.tsx";
import { Listing } from "../../components/Listing.tsx";
import { PolicyEditor } from "../../components/policy/PolicyEditor.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { Dialog } from "../../components/Dialog.tsx";
import { useStrings } from "../../i18n/language.ts";
import { EMPTY_POLICY } from "./documents.ts";
import { attach, drop, type Entity, type Held, inlinePolicy, policiesOf, putInline } from "./entity.ts";
import { isAws, PolicyKind, policyPath, PolicyTable } from "./PolicyTable.tsx";

interface Props {
  entity: Entity;
  arn: string;
}

/** What a role, user or group may do: the policies that it has, to attach, to write and to take away. */
export function Permissions({ entity, arn }: Props) {
  const strings = useStrings();
  const t = strings.iam;
  const asked = useAsked(`permissions ${arn}`, 0, (signal) => policiesOf(entity, signal));
  const { reload } = asked;
  const [chosen, setChosen] = useState<Held[]>([]);
  const [attaching, setAttaching] = useState(false);
  const [removing, setRemoving] = useState(false);
  const [editing, setEditing] = useState<{ name: string; saved: string; isNew: boolean }>();
  const open = useAction(useCallback(async (name: string) => setEditing({ name, saved: await inlinePolicy(entity, name), isNew: false }), [entity]));
  const remove = useAction(
    useCallback(async () => {
      await drop(entity, chosen);
      setChosen([]);
      reload();
    }, [chosen, entity, reload]),
  );
  const save = useCallback((text: string) => putInline(entity, editing?.name ?? "", text), [editing, entity]);
  const close = (changed: boolean) => {
    setEditing(undefined);
    if (changed) reload();
  };
  if (editing) {
    return (
      <SpaceBetween size="m">
        {editing.isNew && (
          <FormField label={t.policyName}>
            <Input value={editing.name} onChange={({ detail }) => setEditing({ ...editing, name: detail.value })} spellcheck={false} />
          </FormField>
        )}
        <PolicyEditor
          place={`${arn}#${editing.name || "new"}`}
          kind="identity"
          resourceArn={arn}
          saved={editing.saved}
          draft={editing.isNew ? EMPTY_POLICY : undefined}
          save={save}
          close={close}
          label={editing.name || t.inline}
        />
      </SpaceBetween>
    );
  }
  return (
    <SpaceBetween size="m">
      <Refusal error={open.error} />
      <Listing
        title={t.permissions}
        asked={asked}
        items={asked.data ?? []}
        id={(held) => held.arn || held.name}
        selection={{ items: chosen, choose: setChosen, several: true }}
        columns={[
          {
            id: "name",
            header: t.policyName,
            value: (held) => held.name,
            cell: (held) =>
              held.arn ? <Go to={policyPath(held.arn)}>{held.name}</Go> : <Button variant="inline-link" onClick={() => void open.run(held.name)}>{held.name}</Button>,
          },
          { id: "type", header: t.type, value: (held) => (!held.arn ? t.inline : isAws(held.arn) ? t.awsManaged : t.customerManaged), cell: (held) => <PolicyKind arn={held.arn} /> },
        ]}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!chosen.length} onClick={() => setRemoving(true)}>{strings.common.remove}</Button>
            <Button onClick={() => setEditing({ name: "", saved: "", isNew: true })}>{t.createInline}</Button>
            <Button variant="primary" onClick={() => setAttaching(true)}>{t.attach}</Button>
          </SpaceBetween>
        }
        empty={<Empty title={t.noPermissions} hint={t.noPermissionsHint} />}
      />
      {attaching && <Attach entity={entity} close={(changed) => { setAttaching(false); if (changed) reload(); }} />}
      {removing && (
        <Confirm title={t.removePolicies(chosen.length)} button={strings.common.remove} action={remove} close={() => setRemoving(false)}>
          {chosen.map((held) => held.name).join(", ")}. {t.removePoliciesHint}
        </Confirm>
      )}
    </SpaceBetween>
  );
}

function Attach({ entity, close }: { entity: Entity; close: (changed: boolean) => void }) {
  const strings = useStrings();
  const t = strings.iam;
  const [chosen, setChosen] = useState<Policy[]>([]);
  const run = useAction(useCallback(() => attach(entity, chosen.map((policy) => policy.Arn ?? "")), [chosen, entity]));
  const go = async () => {
    if (await run.run()) close(true);
  };
  return (
    <Dialog
      title={t.attach}
      size="large"
      button={t.attach}
      busy={run.busy}
      disabled={!chosen.length}
      run={() => void go()}
      close={() => close(false)}
    >
      <SpaceBetween size="m">
        <Refusal error={run.error} retry={() => void go()} />
        <PolicyTable chosen={chosen} choose={setChosen} />
      </SpaceBetween>
    </Dialog>
  );
}
