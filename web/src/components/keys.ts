import { useSyncExternalStore } from "react";
import { call } from "../api/door.ts";
import { everyPage } from "../api/everyPage.ts";
import { useAsked } from "../api/useOperation.ts";

/** Aliases by key id, as far as the session may list them: whoever may not sees key ids instead. */
export function useAliases(): ReadonlyMap<string, string> {
  const { data } = useAsked("aliases", 0, async (signal) => {
    const pages = await everyPage("kms", "ListAliases", {}, ["NextMarker", "Marker"], signal);
    return new Map(pages.flatMap((page) => page.Aliases ?? []).map((each) => [each.TargetKeyId ?? "", each.AliasName ?? ""]));
  });
  return data ?? new Map();
}

let changes = 0;
const listeners = new Set<() => void>();
const changed = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  snapshot: () => changes,
};

/** A key's state or policy was changed from this page: whoever shows it asks anew. */
export function keyChanged(): void {
  changes += 1;
  for (const listener of listeners) listener();
}

/** Another number once a key was changed from this page. */
export function useKeyTurn(): number {
  return useSyncExternalStore(changed.subscribe, changed.snapshot);
}

/** Keys' states ("Enabled", "Disabled", "PendingDeletion") by ARN, of those that the session may describe. */
export function useKeyStates(arns: readonly (string | undefined)[]): ReadonlyMap<string, string> {
  const wanted = [...new Set(arns.filter(Boolean) as string[])].sort().slice(0, 20);
  const turn = useKeyTurn();
  const { data } = useAsked(wanted.length ? `states ${turn} ${wanted.join(" ")}` : null, 30, async (signal) => {
    const found = await Promise.all(
      wanted.map(async (KeyId) => {
        const answer = await call("kms", "DescribeKey", { KeyId }, signal).catch(() => undefined);
        return [KeyId, answer?.KeyMetadata?.KeyState ?? ""] as const;
      }),
    );
    return new Map<string, string>(found);
  });
  return data ?? new Map();
}

/** How people call a key: its alias, else its id. */
export function keyName(arn: string | undefined, aliases: ReadonlyMap<string, string>): string | undefined {
  const id = arn?.split("/").at(-1);
  return id && (aliases.get(id) ?? id);
}
