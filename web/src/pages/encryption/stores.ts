import type { StoreGroup, StoreVerification } from "../../api/shapes/sealcanvas.ts";

/** Files of one format under one key. */
export interface Store {
  format: string;
  /** The KMS key; "" for what the root key seals, or what holds no data. */
  key: string;
  files: number;
  bytes: number;
  /** Files that are not as they should be. */
  wrong: number;
  unopenable: number;
}

const WRONG = new Set(["Unsealed", "Damaged"]);

/** What a verification counted, a row for each format and key. */
export function storesOf(groups: readonly StoreGroup[]): Store[] {
  const stores = new Map<string, Store>();
  for (const { Format: format = "", KeyArn: key = "", Status: status = "", FileCount: files = 0, ByteCount: bytes = 0 } of groups) {
    const name = JSON.stringify([format, key]);
    const store = stores.get(name) ?? { format, key, files: 0, bytes: 0, wrong: 0, unopenable: 0 };
    store.files += files;
    store.bytes += bytes;
    if (WRONG.has(status)) store.wrong += files;
    if (status === "Unopenable") store.unopenable += files;
    stores.set(name, store);
  }
  return [...stores.values()].sort((a, b) => b.bytes - a.bytes || a.format.localeCompare(b.format));
}

/** Bytes under each key, the most first; `name` says what a store's key is called. */
export function byKey(stores: readonly Store[], name: (store: Store) => string): { name: string; files: number; bytes: number }[] {
  const keys = new Map<string, { name: string; files: number; bytes: number }>();
  for (const store of stores) {
    const of = keys.get(name(store)) ?? { name: name(store), files: 0, bytes: 0 };
    of.files += store.files;
    of.bytes += store.bytes;
    keys.set(of.name, of);
  }
  return [...keys.values()].sort((a, b) => b.bytes - a.bytes);
}

/** What seals a store that has no KMS key: the root key, nothing since it holds no data (docs/verify.md), or not even that. */
export function withoutKey({ format, wrong }: Store): "root" | "open" | "nothing" {
  if (/SQLCipher|metadata|audit trail/.test(format)) return "root";
  return wrong || format === "unknown" ? "nothing" : "open";
}

/** Whether nothing was unsealed, damaged, or found in the clear. */
export function isSound(last: StoreVerification): boolean {
  const { UnsealedCount = 0, DamagedCount = 0, FoundCount = 0 } = last.Summary ?? {};
  return UnsealedCount + DamagedCount + FoundCount === 0;
}

/** A key's ARN, shortened for where there is little room. */
export function shortKey(arn: string, names: ReadonlyMap<string, string>): string {
  return names.get(arn) ?? arn.split("/").at(-1) ?? arn;
}
