import { call } from "../../api/door.ts";
import { ServiceError } from "../../api/errors.ts";
import { everyPage } from "../../api/everyPage.ts";
import type { KeyMetadata } from "../../api/shapes/kms.ts";
import { type Asked, useAsked } from "../../api/useOperation.ts";

const AT_ONCE = 8;

export interface Key {
  id: string;
  arn: string;
  aliases: string[];
  /** Absent where whoever is signed in may not look at the key. */
  metadata: KeyMetadata | undefined;
}

/** Every key of the account, with its aliases. */
export function useKeys(): Asked<Key[]> {
  return useAsked("keys", 0, async (signal) => {
    const marker = ["NextMarker", "Marker"] as const;
    const [keys, aliases] = await Promise.all([
      everyPage("kms", "ListKeys", { Limit: 1000 }, marker, signal),
      everyPage("kms", "ListAliases", { Limit: 100 }, marker, signal),
    ]);
    const names = new Map<string, string[]>();
    for (const alias of aliases.flatMap((page) => page.Aliases ?? [])) {
      if (!alias.TargetKeyId || !alias.AliasName) continue;
      names.set(alias.TargetKeyId, [...(names.get(alias.TargetKeyId) ?? []), alias.AliasName]);
    }
    const found = keys.flatMap((page) => page.Keys ?? []).map((key) => ({ id: key.KeyId ?? "", arn: key.KeyArn ?? "" }));
    const described: Key[] = [];
    for (let at = 0; at < found.length; at += AT_ONCE) {
      const some = found.slice(at, at + AT_ONCE).map(async ({ id, arn }) => ({
        id,
        arn,
        aliases: (names.get(id) ?? []).sort(),
        metadata: await describe(id, signal),
      }));
      described.push(...(await Promise.all(some)));
    }
    return described;
  });
}

async function describe(id: string, signal: AbortSignal): Promise<KeyMetadata | undefined> {
  try {
    return (await call("kms", "DescribeKey", { KeyId: id }, signal)).KeyMetadata;
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}
