import { everyPage } from "../../api/everyPage.ts";
import { useAsked } from "../../api/useOperation.ts";
import { useSession } from "../../session/session.ts";

/** The account's keys by ARN, each with its first alias. */
export function useKeyNames(): ReadonlyMap<string, string> {
  const { session } = useSession();
  const { data } = useAsked("aliases", 0, (signal) => everyPage("kms", "ListAliases", {}, ["NextMarker", "Marker"], signal));
  const prefix = `arn:aws:kms:${session.Region}:${session.Account}:key/`;
  const named = (data ?? []).flatMap((page) => page.Aliases ?? []).filter((alias) => alias.TargetKeyId);
  return new Map(named.reverse().map((alias) => [`${prefix}${alias.TargetKeyId}`, alias.AliasName ?? ""]));
}
