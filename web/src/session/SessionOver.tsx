import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useCallback } from "react";
import { useAction } from "../api/useAction.ts";
import { Command } from "../components/Command.tsx";
import { useStrings } from "../i18n/language.ts";
import { KeyForm } from "./KeyForm.tsx";
import { ProviderButtons } from "./ProviderButtons.tsx";
import { readSession, type Session } from "./session.ts";
import { useSignIns } from "./useSignIns.ts";

/** Over the page that was open when its session ended: what was typed there is still there after signing in again. */
export function SessionOver({ before, signedIn }: { before: Session; signedIn: () => Promise<void> }) {
  const t = useStrings().session;
  const signIns = useSignIns();
  const again = useCallback(async () => {
    const now = await readSession();
    // Somebody else's session must not go on with this one's forms.
    if (now.PrincipalArn !== before.PrincipalArn) window.location.assign("/console/");
    else await signedIn();
  }, [before, signedIn]);
  const { run, busy, error } = useAction(again);
  return (
    <Modal visible header={t.over} onDismiss={() => undefined} closeAriaLabel={t.over}>
      <SpaceBetween size="m">
        <Box>{t.overHint}</Box>
        <Command text="sealcanvas console --open" />
        {error && <Alert type="warning">{error.message}</Alert>}
        <Button loading={busy} onClick={() => void run()}>{t.continue}</Button>
        {signIns.length > 0 && <ProviderButtons signIns={signIns} elsewhere />}
        {before.Kind === "user" && <KeyForm signedIn={again} />}
      </SpaceBetween>
    </Modal>
  );
}
