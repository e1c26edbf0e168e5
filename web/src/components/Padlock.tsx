import Box from "@cloudscape-design/components/box";
import Icon from "@cloudscape-design/components/icon";
import type { FailureCause } from "../api/shapes/sealcanvas.ts";
import { useStrings } from "../i18n/language.ts";
import { useSession } from "../session/session.ts";
import { Go } from "./Go.tsx";
import { keyName } from "./keys.ts";

interface Props {
  arn: string | undefined;
  aliases: ReadonlyMap<string, string>;
  /** Why it opens nothing now, where it does not. */
  lock?: FailureCause;
}

/** The key that seals something, with its alias; locked where the key does not open anything now. */
export function Padlock({ arn, aliases, lock }: Props) {
  const t = useStrings().studio;
  const { session } = useSession();
  if (!arn) return <>{t.bucketKey}</>;
  const name = keyName(arn, aliases);
  const told = session.Kind !== "user-profile" && arn.includes(`:${session.Account}:`) ? <Go to={`/keys/${arn.split("/").at(-1)}`}>{name}</Go> : name;
  if (lock) {
    // No StatusIndicator: it breaks an alias within a word.
    return <><Icon name="status-negative" variant="error" ariaLabel={t.locked} /> {told} <Box variant="span" color="text-status-error">({t.causes[lock].title})</Box></>;
  }
  return <><Icon name="lock-private" ariaLabel={t.sealedUnder} /> {told}</>;
}
