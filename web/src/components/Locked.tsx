import SpaceBetween from "@cloudscape-design/components/space-between";
import { ServiceError, Unreachable } from "../api/errors.ts";
import type { FailureCause } from "../api/shapes/sealcanvas.ts";
import { useStrings } from "../i18n/language.ts";
import { useSession } from "../session/session.ts";
import { Failure } from "./Failure.tsx";
import { GoButton } from "./GoButton.tsx";
import { useKeyStates } from "./keys.ts";
import { lockedBy } from "./lockedBy.ts";
import { Refusal } from "./Refusal.tsx";

interface Props {
  error: Error;
  /** ARN of the key that seals what cannot be opened. */
  keyArn: string | undefined;
  retry: () => void;
}

/** Data that cannot be opened now: which of the causes it is, and whom to ask; who may mend it is led there. */
export function Locked({ error, keyArn, retry }: Props) {
  const { studio: t } = useStrings();
  const { session } = useSession();
  const states = useKeyStates([keyArn]);
  if (!(error instanceof ServiceError) || error instanceof Unreachable) return <Refusal error={error} retry={retry} />;
  const cause: FailureCause | undefined = lockedBy(error, states.get(keyArn ?? ""));
  const isState = cause === "KeyDisabled" || cause === "KeyPendingDeletion";
  return (
    <SpaceBetween size="s">
      <Failure title={t.locked} cause={cause} reason={error.message} decisionId={error.decisionId ?? undefined} retry={retry} />
      {isState && session.Kind !== "user-profile" && <GoButton to={`/keys/${keyArn?.split("/").at(-1)}`}>{t.openKey}</GoButton>}
    </SpaceBetween>
  );
}
