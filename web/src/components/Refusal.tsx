import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { Suspense, useContext, useState } from "react";
import { ServiceError, Unreachable } from "../api/errors.ts";
import { late } from "../api/late.ts";
import { useStrings } from "../i18n/language.ts";
import { SessionContext } from "../session/session.ts";
import { unusableKey } from "./unusableKey.ts";

const MendKey = late(async () => (await import("./MendKey.tsx")).MendKey);
const WhyModal = late(async () => (await import("./WhyModal.tsx")).WhyModal);

interface Props {
  error: Error | undefined;
  /** Try again what was refused; offered, and done by itself after a mend. */
  retry?: () => void;
  /** Done after a mend, where the page itself has the button that tries again. */
  mended?: () => void;
}

/** What went wrong, in the service's own words; where a policy or a key's state refused, what would mend it. */
export function Refusal({ error, retry, mended = retry }: Props) {
  const t = useStrings();
  const session = useContext(SessionContext)?.session;
  const [asking, setAsking] = useState(false);
  if (!error) return null;
  const decisionId = error instanceof ServiceError ? error.decisionId : null;
  const button = decisionId ? (
    <Button onClick={() => setAsking(true)}>{t.why.button}</Button>
  ) : retry ? (
    <Button onClick={retry}>{t.common.retry}</Button>
  ) : undefined;
  const unusable = unusableKey(error.message);
  const actions = unusable ? (
    <SpaceBetween direction="horizontal" size="xs">
      <Suspense fallback={null}><MendKey {...unusable} mended={mended} /></Suspense>
      {button}
    </SpaceBetween>
  ) : button;
  return (
    <>
      <Alert type="error" header={error instanceof ServiceError ? error.code : t.common.failed} action={actions}>
        {error instanceof Unreachable ? t.common.unreachable : error.message}
        {decisionId && session?.Kind === "user-profile" && <Box>{t.why.askAdministrator}</Box>}
      </Alert>
      {asking && decisionId && (
        <Suspense fallback={null}>
          <WhyModal decisionId={decisionId} close={() => setAsking(false)} mended={mended} />
        </Suspense>
      )}
    </>
  );
}
