import Button from "@cloudscape-design/components/button";
import { useCallback, useState } from "react";
import { call } from "../api/door.ts";
import { useAction } from "../api/useAction.ts";
import { useFlash } from "../app/flash.tsx";
import { useStrings } from "../i18n/language.ts";
import { useSession } from "../session/session.ts";
import { Confirm } from "./Confirm.tsx";
import { keyChanged } from "./keys.ts";

interface Props {
  arn: string;
  /** Called once the key is enabled: try again what it refused. */
  mended?: () => void;
}

/** Enables a key from where it refused something; nothing for an analyst, nor for another account's key. */
export function EnableKey({ arn, mended }: Props) {
  const { keys: t, studio: s } = useStrings();
  const { session } = useSession();
  const { show } = useFlash();
  const [asking, setAsking] = useState(false);
  const action = useAction(
    useCallback(async () => {
      await call("kms", "EnableKey", { KeyId: arn });
      keyChanged();
      show({ type: "success", content: t.acted.EnableKey });
      mended?.();
    }, [arn, mended, show, t]),
  );
  if (session.Kind === "user-profile" || !arn.includes(`:${session.Account}:`)) return null;
  return (
    <>
      <Button onClick={() => setAsking(true)}>{s.enableKey}</Button>
      {asking && <Confirm title={s.enableKey} button={t.enable} action={action} close={() => setAsking(false)}>{t.enableHint}</Confirm>}
    </>
  );
}
