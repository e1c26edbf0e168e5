import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import { useCallback, useState } from "react";
import { call } from "../../api/door.ts";
import { Code } from "../../components/Code.tsx";
import { PolicyEditor } from "../../components/policy/PolicyEditor.tsx";
import { laidOut } from "../../components/policy/statements.ts";
import { useStrings } from "../../i18n/language.ts";

/** Who may take a role on. */
export function Trust({ name, arn, policy, changed }: { name: string; arn: string; policy: string; changed: () => void }) {
  const strings = useStrings();
  const t = strings.iam;
  const [editing, setEditing] = useState(false);
  const save = useCallback((text: string) => call("iam", "UpdateAssumeRolePolicy", { RoleName: name, PolicyDocument: text }), [name]);
  const close = (isChanged: boolean) => {
    setEditing(false);
    if (isChanged) changed();
  };
  const actions = !editing && <Button onClick={() => setEditing(true)}>{t.editTrust}</Button>;
  return (
    <Container header={<Header variant="h2" description={t.trustHint} actions={actions}>{t.trustRelationships}</Header>}>
      {editing ? (
        <PolicyEditor place={arn} kind="trust" resourceArn={arn} saved={policy} save={save} close={close} label={t.trustRelationships} />
      ) : (
        <Code text={laidOut(policy)} label={t.trustRelationships} />
      )}
    </Container>
  );
}
