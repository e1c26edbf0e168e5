import Button from "@cloudscape-design/components/button";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback, useState } from "react";
import { useAction } from "../api/useAction.ts";
import { useStrings } from "../i18n/language.ts";
import { signIn } from "./session.ts";

/** Sign-in by an access key. */
export function KeyForm({ signedIn }: { signedIn: () => Promise<void> }) {
  const t = useStrings().session;
  const [id, setId] = useState("");
  const [secret, setSecret] = useState("");
  const { run, busy, error } = useAction(
    useCallback(async () => {
      await signIn(id.trim(), secret.trim());
      await signedIn();
    }, [id, secret, signedIn]),
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <Form errorText={error?.message} actions={<Button variant="primary" loading={busy}>{t.signIn}</Button>}>
        <SpaceBetween size="m">
          <FormField label={t.accessKeyId} description={t.accessKeyHint}>
            <Input value={id} onChange={({ detail }) => setId(detail.value)} autoComplete="username" spellcheck={false} />
          </FormField>
          <FormField label={t.secretAccessKey}>
            <Input value={secret} type="password" onChange={({ detail }) => setSecret(detail.value)} autoComplete="current-password" />
          </FormField>
        </SpaceBetween>
      </Form>
    </form>
  );
}
