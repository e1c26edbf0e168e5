import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { Suspense, useState } from "react";
import { late } from "../api/late.ts";
import type { FailureCause } from "../api/shapes/sealcanvas.ts";
import { useStrings } from "../i18n/language.ts";
import { decisionIn } from "./decision.ts";
import { unusableKey } from "./unusableKey.ts";

const MendKey = late(async () => (await import("./MendKey.tsx")).MendKey);
const WhyModal = late(async () => (await import("./WhyModal.tsx")).WhyModal);

interface Props {
  cause: FailureCause | undefined;
  reason: string | undefined;
  /** The decision that refused, where the reason does not name it. */
  decisionId?: string;
  /** What has become of the thing, before the cause: "Locked". */
  title?: string;
  /** Try again, once it is mended. */
  retry?: () => void;
}

/** Why a piece of work failed: the cause by name, whom to ask, the service's words, and the way to mend it. */
export function Failure({ cause, reason, decisionId = decisionIn(reason), title, retry }: Props) {
  const t = useStrings();
  const [asking, setAsking] = useState(false);
  if (!cause && !reason) return null;
  const unusable = unusableKey(reason);
  const told = cause ? t.studio.causes[cause] : undefined;
  return (
    <>
      <Alert
        type="error"
        header={[title, told?.title ?? t.common.failed].filter(Boolean).join(": ")}
        action={
          <SpaceBetween direction="horizontal" size="xs">
            {decisionId && <Button onClick={() => setAsking(true)}>{t.why.button}</Button>}
            {unusable && <Suspense fallback={null}><MendKey {...unusable} mended={retry} /></Suspense>}
            {retry && <Button onClick={retry}>{t.common.retry}</Button>}
          </SpaceBetween>
        }
      >
        <SpaceBetween size="xs">
          {told && <Box>{told.ask}</Box>}
          <Box color="text-body-secondary">{reason}</Box>
        </SpaceBetween>
      </Alert>
      {asking && decisionId && (
        <Suspense fallback={null}>
          <WhyModal decisionId={decisionId} close={() => setAsking(false)} mended={retry} />
        </Suspense>
      )}
    </>
  );
}
