import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { useLocation } from "wouter";
import { useAction } from "../../api/useAction.ts";
import { useAsked } from "../../api/useOperation.ts";
import { useQuery } from "../../app/useQuery.ts";
import { Code } from "../../components/Code.tsx";
import { Confirm } from "../../components/Confirm.tsx";
import { Copyable } from "../../components/Copyable.tsx";
import { Page } from "../../components/Page.tsx";
import { PolicyEditor } from "../../components/policy/PolicyEditor.tsx";
import { laidOut } from "../../components/policy/statements.ts";
import { Refusal } from "../../components/Refusal.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { When } from "../../components/When.tsx";
import { useStrings } from "../../i18n/language.ts";
import { deletePolicy, policyAt, saveVersion } from "./managed.ts";
import { isAws, PolicyKind } from "./PolicyTable.tsx";

/** One managed policy: its text, to edit where it is the account's own. */
export function PolicyDetail() {
  const strings = useStrings();
  const t = strings.iam;
  const arn = useQuery().get("arn") ?? "";
  const [, go] = useLocation();
  const { data, error, reload } = useAsked(`policy ${arn}`, 0, (signal) => policyAt(arn, signal));
  const [editing, setEditing] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const save = useCallback((text: string) => saveVersion(arn, text), [arn]);
  const remove = useAction(
    useCallback(async () => {
      await deletePolicy(arn);
      go("/policies");
    }, [arn, go]),
  );
  const name = arn.split("/").at(-1) ?? arn;
  const close = (changed: boolean) => {
    setEditing(false);
    if (changed) reload();
  };
  const actions = !isAws(arn) && !editing && (
    <SpaceBetween direction="horizontal" size="xs">
      <Button onClick={() => setDeleting(true)}>{strings.common.delete}</Button>
      <Button onClick={() => setEditing(true)}>{strings.common.edit}</Button>
    </SpaceBetween>
  );
  return (
    <Page title={name} crumbs={[[strings.navigation.policies, "/policies"]]} actions={actions} description={data?.policy.Description}>
      <Refusal error={error} retry={reload} />
      {!data && !error && <Waiting />}
      {data && (
        <>
          <Container>
            <KeyValuePairs
              columns={4}
              items={[
                { label: "ARN", value: <Copyable text={arn} /> },
                { label: t.type, value: <PolicyKind arn={arn} /> },
                { label: t.version, value: data.policy.DefaultVersionId },
                { label: t.changedAt, value: <When at={data.policy.UpdateDate} /> },
              ]}
            />
          </Container>
          <Container header={<Header variant="h2">{t.policyText}</Header>}>
            {editing ? (
              <PolicyEditor place={arn} kind="identity" saved={data.text} save={save} close={close} label={name} />
            ) : (
              <Code text={laidOut(data.text)} label={name} />
            )}
          </Container>
        </>
      )}
      {deleting && (
        <Confirm title={t.deleteTitle(name)} button={strings.common.delete} action={remove} close={() => setDeleting(false)} word={name}>
          {t.deletePolicyHint}
        </Confirm>
      )}
    </Page>
  );
}
