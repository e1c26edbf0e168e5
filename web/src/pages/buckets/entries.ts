import { call } from "../../api/door.ts";
import { ServiceError } from "../../api/errors.ts";

const MOST_AT_ONCE = 1000; // DeleteObjects takes no more

/** An object, or a folder of them: a common beginning of their names. */
export interface Entry {
  key: string;
  /** Without what it lies below. */
  name: string;
  isFolder: boolean;
  size?: number;
  modified?: number;
}

/** What lies below a prefix, the first so many thousand, folders first; whether there is more. */
export async function entriesOf(bucket: string, prefix: string, thousands: number, signal: AbortSignal): Promise<{ entries: Entry[]; isCut: boolean }> {
  const folders: Entry[] = [];
  const objects: Entry[] = [];
  let token: string | undefined;
  for (let page = 0; page < thousands && (page === 0 || token); page += 1) {
    const found = await call("s3", "ListObjectsV2", { Bucket: bucket, Prefix: prefix, Delimiter: "/", ...(token && { ContinuationToken: token }) }, signal);
    for (const { Prefix = "" } of found.CommonPrefixes ?? []) folders.push({ key: Prefix, name: Prefix.slice(prefix.length), isFolder: true });
    for (const { Key = "", Size, LastModified } of found.Contents ?? []) {
      objects.push({ key: Key, name: Key.slice(prefix.length) || Key, isFolder: false, size: Size, modified: LastModified as number | undefined });
    }
    token = found.NextContinuationToken;
  }
  return { entries: [...folders, ...objects], isCut: Boolean(token) };
}

/** Where a prefix is: [text, prefix] of everything above it and itself. */
export function crumbsOf(bucket: string, prefix: string): [string, string][] {
  const parts = prefix.split("/").slice(0, -1);
  return [[bucket, ""], ...parts.map((part, place): [string, string] => [part, `${parts.slice(0, place + 1).join("/")}/`])];
}

/**
 * Delete objects, and all that is in folders: how many that were.
 *
 * @throws ServiceError the first that was refused, after the others are deleted.
 */
export async function deleteAll(bucket: string, entries: readonly Entry[]): Promise<number> {
  let count = 0;
  let refused: ServiceError | undefined;
  const remove = async (keys: readonly string[]) => {
    if (!keys.length) return;
    const Objects = keys.map((Key) => ({ Key }));
    const { Errors = [] } = await call("s3", "DeleteObjects", { Bucket: bucket, Delete: { Objects, Quiet: true } });
    count += keys.length - Errors.length;
    const [first] = Errors;
    if (first) refused ??= new ServiceError(first.Code ?? "", `${first.Key}: ${first.Message}`, 403);
  };
  const objects = entries.filter((entry) => !entry.isFolder).map((entry) => entry.key);
  for (let start = 0; start < objects.length; start += MOST_AT_ONCE) await remove(objects.slice(start, start + MOST_AT_ONCE));
  for (const folder of entries.filter((entry) => entry.isFolder)) {
    let token: string | undefined;
    do {
      const page = await call("s3", "ListObjectsV2", { Bucket: bucket, Prefix: folder.key, ...(token && { ContinuationToken: token }) });
      await remove((page.Contents ?? []).map((object) => object.Key ?? ""));
      token = page.NextContinuationToken;
    } while (token);
  }
  if (refused) throw refused;
  return count;
}
