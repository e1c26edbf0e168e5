import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { call } from "../../api/door.ts";
import { useOperation } from "../../api/useOperation.ts";
import { JsonView } from "../../components/policy/JsonView.tsx";
import { PolicyEditor } from "../../components/policy/PolicyEditor.tsx";
import { laidOut, type Statement, withStatement } from "../../components/policy/statements.ts";
import { Refusal } from "../../components/Refusal.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { useStrings } from "../../i18n/language.ts";
import { AllowRole, type Purpose } from "./AllowRole.tsx";
import { ChangePanel } from "./ChangePanel.tsx";
import { DefaultPolicyView } from "./DefaultPolicyView.tsx";
import { type Panel, withPanel } from "./keyPolicy.ts";

/** A key's policy: in panels or as its text, to edit, and to let a role use the key in Canvas with one statement. */
export function PolicyTab({ keyId, arn, managed }: { keyId: string; arn: string; managed: boolean }) {
  const strings = useStrings();
  const t = strings.keys;
  const asked = useOperation("kms", "GetKeyPolicy", { KeyId: keyId });
  const [asText, setAsText] = useState(false);
  const [editing, setEditing] = useState<{ draft?: string }>();
  const [allowing, setAllowing] = useState<{ purpose: Purpose; insert: (statement: Statement) => void }>();
  const [panel, setPanel] = useState<{ panel: Panel; arns: readonly string[] }>();
  const saved = asked.data?.Policy;
  if (asked.error) return <Refusal error={asked.error} retry={asked.reload} />;
  if (saved === undefined) return <Waiting />;
  const offers = (insert: (statement: Statement) => void) => (
    <SpaceBetween direction="horizontal" size="xs">
      <Button iconName="add-plus" onClick={() => setAllowing({ purpose: "canvas", insert })}>{t.allowCanvas}</Button>
      <Button iconName="add-plus" onClick={() => setAllowing({ purpose: "forecast", insert })}>{t.allowForecast}</Button>
    </SpaceBetween>
  );
  const beginWith = (statement: Statement) => setEditing({ draft: withStatement(saved, statement) });
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={managed ? t.managedPolicy : t.policyHint}
          actions={
            !editing && (
              <SpaceBetween direction="horizontal" size="xs">
                <Button onClick={() => setAsText(!asText)}>{asText ? t.toDefaultView : t.toPolicyView}</Button>
                {!managed && <Button onClick={() => setEditing({})}>{strings.common.edit}</Button>}
              </SpaceBetween>
            )
          }
        >
          {t.policy}
        </Header>
      }
    >
      {editing ? (
        <PolicyEditor
          place={arn}
          kind="key"
          resourceArn={arn}
          saved={saved}
          draft={editing.draft}
          label={t.policy}
          save={(text) => call("kms", "PutKeyPolicy", { KeyId: keyId, PolicyName: "default", Policy: text })}
          close={(changed) => {
            setEditing(undefined);
            if (changed) asked.reload();
          }}
          offers={(text, change) => offers((statement) => change(withStatement(text, statement)))}
        />
      ) : (
        <SpaceBetween size="l">
          {!managed && offers(beginWith)}
          {asText ? <JsonView text={laidOut(saved)} label={t.policy} /> : <DefaultPolicyView policy={saved} change={managed ? undefined : (name, arns) => setPanel({ panel: name, arns })} />}
          {!asText && managed && <Box color="text-body-secondary">{t.managedPolicyHint}</Box>}
        </SpaceBetween>
      )}
      {panel && (
        <ChangePanel
          {...panel}
          close={() => setPanel(undefined)}
          done={(arns) => {
            setEditing({ draft: withPanel(saved, panel.panel, arns) });
            setPanel(undefined);
          }}
        />
      )}
      {allowing && <AllowRole purpose={allowing.purpose} insert={allowing.insert} close={() => setAllowing(undefined)} />}
    </Container>
  );
}
