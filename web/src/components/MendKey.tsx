import Button from "@cloudscape-design/components/button";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useCallback, useState } from "react";
import { call } from "../api/door.ts";
import { ServiceError } from "../api/errors.ts";
import { useAction } from "../api/useAction.ts";
import { useFlash } from "../app/flash.tsx";
import { useStrings } from "../i18n/language.ts";
import { useSession } from "../session/session.ts";
import { Confirm } from "./Confirm.tsx";
import { keyChanged, useKeyStates } from "./keys.ts";
import type { UnusableKey } from "./unusableKey.ts";

interface Props extends UnusableKey {
  /** Called once the key is enabled: try again what it refused. */
  mended?: () => void;
}

/** Makes a key usable from where it refused something, or says that it is by now; nothing for an analyst, nor for another account's key. */
export function MendKey({ arn, state, mended }: Props) {
  const { keys: t, studio: s } = useStrings();
  const { session } = useSession();
  const { show } = useFlash();
  const [asking, setAsking] = useState(false);
  const ours = session.Kind !== "user-profile" && arn.includes(`:${session.Account}:`);
  const now = useKeyStates(ours ? [arn] : []).get(arn);
  const pending = ["PendingDeletion", "PendingReplicaDeletion"].includes(now || state); // what is told may be old: a failed job keeps its reason
  const action = useAction(
    useCallback(async () => {
      if (pending) await cancelDeletion(arn);
      try {
        await call("kms", "EnableKey", { KeyId: arn }); // cancelling leaves it disabled
      } finally {
        keyChanged();
      }
      show({ type: "success", content: pending ? s.keyKept : t.acted.EnableKey });
      mended?.();
    }, [arn, mended, pending, s, show, t]),
  );
  if (!ours) return null;
  if (now === "Enabled" && !asking) return <StatusIndicator type="success">{s.keyUsable}</StatusIndicator>;
  const title = pending ? s.keepKey : s.enableKey;
  return (
    <>
      <Button onClick={() => setAsking(true)}>{title}</Button>
      {asking && <Confirm title={title} button={pending ? title : t.enable} action={action} close={() => setAsking(false)}>{pending ? s.keepKeyHint : t.enableHint}</Confirm>}
    </>
  );
}

/** Somebody else may have cancelled it meanwhile, or an earlier try that could not enable it. */
async function cancelDeletion(arn: string): Promise<void> {
  try {
    await call("kms", "CancelKeyDeletion", { KeyId: arn });
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== "KMSInvalidStateException") throw error;
  }
}
