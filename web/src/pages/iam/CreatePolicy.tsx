import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { useLocation } from "wouter";
import { call } from "../../api/door.ts";
import { useAction } from "../../api/useAction.ts";
import { fieldError } from "../../components/fieldError.ts";
import { GoButton } from "../../components/GoButton.tsx";
import { Page } from "../../components/Page.tsx";
import { PolicyField } from "../../components/policy/PolicyField.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { useStrings } from "../../i18n/language.ts";
import { EMPTY_POLICY } from "./documents.ts";
import { policyPath } from "./PolicyTable.tsx";

/** A new managed policy. */
export function CreatePolicy() {
  const strings = useStrings();
  const t = strings.iam;
  const [, go] = useLocation();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [text, setText] = useState(EMPTY_POLICY);
  const create = useAction(
    useCallback(async () => {
      const made = await call("iam", "CreatePolicy", { PolicyName: name, PolicyDocument: text, ...(description && { Description: description }) });
      go(policyPath(made.Policy?.Arn));
    }, [description, go, name, text]),
  );
  const run = () => void create.run();
  return (
    <Page title={t.createPolicy} crumbs={[[strings.navigation.policies, "/policies"]]}>
      <form onSubmit={(event) => { event.preventDefault(); run(); }}>
        <Form
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <GoButton to="/policies" variant="link" formAction="none">{strings.common.cancel}</GoButton>
              <Button variant="primary" loading={create.busy} disabled={!name}>{t.createPolicy}</Button>
            </SpaceBetween>
          }
        >
          <Container>
            <SpaceBetween size="l">
              <FormField label={t.policyName} constraintText={t.nameRule} errorText={fieldError(create.error, "PolicyName", "EntityAlreadyExists")}><Input value={name} onChange={({ detail }) => setName(detail.value)} spellcheck={false} /></FormField>
              <FormField label={t.description}><Input value={description} onChange={({ detail }) => setDescription(detail.value)} /></FormField>
              <PolicyField kind="identity" value={text} onChange={setText} label={t.policyText} />
              <Refusal error={create.error} retry={run} />
            </SpaceBetween>
          </Container>
        </Form>
      </form>
    </Page>
  );
}
