import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useCallback } from "react";
import { call } from "../../api/door.ts";
import { useAction } from "../../api/useAction.ts";
import { useFlash } from "../../app/flash.tsx";
import { Code } from "../../components/Code.tsx";
import { GoButton } from "../../components/GoButton.tsx";
import { withStatement } from "../../components/policy/statements.ts";
import { Refusal } from "../../components/Refusal.tsx";
import { useStrings } from "../../i18n/language.ts";
import { decoded } from "./documents.ts";
import { trustStatement } from "./trustStatement.ts";

interface Props {
  roleArn: string;
  providerArn: string;
  clientId: string;
  /** The subjects, one a line. */
  text: string;
  setText: (text: string) => void;
}

/** The statement by which a role lets people in who sign in by a provider, and a button that adds it. */
export function TrustOffer({ roleArn, providerArn, clientId, text, setText }: Props) {
  const t = useStrings().providers;
  const { show } = useFlash();
  const subjects = text.split("\n").map((line) => line.trim()).filter(Boolean);
  const statement = JSON.stringify(trustStatement(providerArn, clientId, subjects), null, 2);
  const role = roleArn.split("/").at(-1) ?? "";
  const add = useAction(
    useCallback(async () => {
      const { Role } = await call("iam", "GetRole", { RoleName: role });
      const policy = withStatement(decoded(Role?.AssumeRolePolicyDocument), JSON.parse(statement));
      await call("iam", "UpdateAssumeRolePolicy", { RoleName: role, PolicyDocument: policy });
      show({ type: "success", content: t.trusted(role) });
    }, [role, show, statement, t]),
  );
  const run = () => void add.run();
  return (
    <Container header={<Header variant="h2" description={t.trustHint}>{t.trust}</Header>}>
      <SpaceBetween size="m">
        <FormField label={t.subjects} description={t.subjectsHint}>
          <Textarea value={text} rows={3} onChange={({ detail }) => setText(detail.value)} spellcheck={false} />
        </FormField>
        {!subjects.length && <Alert type="warning">{t.everybody}</Alert>}
        <Code text={statement} label={t.trust} />
        <SpaceBetween direction="horizontal" size="xs">
          <Button loading={add.busy} onClick={run}>{t.addTrust}</Button>
          <GoButton to={`/roles/${encodeURIComponent(role)}?tab=trust`} variant="link">{t.openTrust}</GoButton>
        </SpaceBetween>
        <Refusal error={add.error} retry={run} />
      </SpaceBetween>
    </Container>
  );
}
