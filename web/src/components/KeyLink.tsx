import { everyPage } from "../api/everyPage.ts";
import { useAsked } from "../api/useOperation.ts";
import { useSession } from "../session/session.ts";
import { Go } from "./Go.tsx";

/** A KMS key by its alias, if it has one, leading to the key where it is of this account. */
export function KeyLink({ arn }: { arn: string }) {
  const { session } = useSession();
  const { data } = useAsked("aliases", 0, (signal) => everyPage("kms", "ListAliases", {}, ["NextMarker", "Marker"], signal));
  const keyId = arn.split("/").at(-1) ?? arn;
  const alias = (data ?? []).flatMap((page) => page.Aliases ?? []).find((each) => each.TargetKeyId === keyId);
  const isOurs = arn.includes(`:${session.Account}:`) || !arn.startsWith("arn:");
  return isOurs ? <Go to={`/keys/${keyId}`}>{alias?.AliasName ?? arn}</Go> : arn;
}
