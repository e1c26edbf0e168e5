import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { lazy, Suspense, useState } from "react";
import { ServiceError, Unreachable } from "../api/errors.ts";
import { useStrings } from "../i18n/language.ts";
import { disabledKey } from "./disabledKey.ts";

const EnableKey = lazy(async () => ({ default: (await import("./EnableKey.tsx")).EnableKey }));
const WhyModal = lazy(async () => ({ default: (await import("./WhyModal.tsx")).WhyModal }));

interface Props {
  error: Error | undefined;
  /** Try again what was refused; offered, and done by itself after a mend. */
  retry?: () => void;
}

/** What went wrong, in the service's own words; where a policy or a disabled key refused, what would mend it. */
export function Refusal({ error, retry }: Props) {
  const t = useStrings();
  const [asking, setAsking] = useState(false);
  if (!error) return null;
  const decisionId = error instanceof ServiceError ? error.decisionId : null;
  const button = decisionId ? (
    <Button onClick={() => setAsking(true)}>{t.why.button}</Button>
  ) : retry ? (
    <Button onClick={retry}>{t.common.retry}</Button>
  ) : undefined;
  const disabled = disabledKey(error.message);
  const actions = disabled ? (
    <SpaceBetween direction="horizontal" size="xs">
      <Suspense fallback={null}><EnableKey arn={disabled} mended={retry} /></Suspense>
      {button}
    </SpaceBetween>
  ) : button;
  return (
    <>
      <Alert type="error" header={error instanceof ServiceError ? error.code : t.common.failed} action={actions}>
        {error instanceof Unreachable ? t.common.unreachable : error.message}
      </Alert>
      {asking && decisionId && (
        <Suspense fallback={null}>
          <WhyModal decisionId={decisionId} close={() => setAsking(false)} mended={retry} />
        </Suspense>
      )}
    </>
  );
}
