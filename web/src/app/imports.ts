import { call, quietly } from "../api/door.ts";
import type { ReadOptions } from "../api/shapes/sealcanvas.ts";
import { randomName } from "../api/token.ts";
import type { Destination } from "../api/upload/destination.ts";
import { cancelUpload, startUpload, type Upload } from "../api/upload/uploads.ts";
import { watch } from "./watched.ts";

/** What an uploaded file becomes: a new dataset of a user profile, or the next version of one that there is. */
export type Goal = ({ DomainId: string; UserProfileName: string; DatasetName: string } | { DatasetId: string }) & { ReadOptions?: ReadOptions };

interface Import {
  goal: Goal;
  to: Destination;
  token: string;
  state: "uploading" | "beginning" | "refused";
  error?: Error;
}

let held: ReadonlyMap<number, Import> = new Map();
const listeners = new Set<() => void>();

function keep(id: number, next: Import | undefined): void {
  const changed = new Map(held);
  if (next) changed.set(id, next);
  else changed.delete(id);
  held = changed;
  for (const listener of listeners) listener();
}

/** For useSyncExternalStore: the imports of files that are not begun yet, by the upload's id. */
export const imports = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  snapshot: (): ReadonlyMap<number, Import> => held,
};

/**
 * Send a file to the domain's own bucket, sealed under its storage key, and import it once it is there.
 *
 * @param folder s3:// address of the user profile's place (DescribeWorkspace's ArtifactUri).
 * @param key ARN of the storage key; none: the bucket's default encryption.
 */
export function importFile(file: File, goal: Goal, folder: string, key: string | undefined): void {
  const [, Bucket = "", prefix = ""] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(folder) ?? [];
  // The same file goes to the same place, so that it can be gone on with after the page was closed.
  const Key = `${prefix ? `${prefix}/` : ""}uploads/${file.size}-${file.lastModified}/${file.name}`;
  const to: Destination = { Bucket, Key, ...(key && { ServerSideEncryption: "aws:kms" as const, SSEKMSKeyId: key }) };
  keep(startUpload(file, to), { goal, to, token: randomName(), state: "uploading" });
}

/** Begin the import of a file that is there; what refuses stays to be tried again. */
export async function beginImport({ id, file, to }: Upload): Promise<void> {
  const found = held.get(id);
  if (!found || found.state === "beginning") return;
  keep(id, { ...found, state: "beginning", error: undefined });
  const S3Uri = `s3://${to.Bucket}/${to.Key}`;
  try {
    const { datasetId, version } = await begin(found, S3Uri);
    const name = "DatasetName" in found.goal ? found.goal.DatasetName : file.name;
    watch({ kind: "dataset", id: datasetId, name, version, upload: { Bucket: to.Bucket, Key: to.Key } });
    keep(id, undefined);
    await cancelUpload(id); // it is done: off the list
  } catch (error) {
    keep(id, { ...found, state: "refused", error: error as Error });
  }
}

/** Its upload was taken off the list: what was sent and is not imported is deleted. */
export function forgetImport(id: number): void {
  const found = held.get(id);
  keep(id, undefined);
  if (found?.state === "refused") void quietly("s3", "DeleteObject", { Bucket: found.to.Bucket, Key: found.to.Key }).catch(() => undefined);
}

async function begin({ goal, token }: Import, S3Uri: string): Promise<{ datasetId: string; version: number }> {
  if ("DatasetId" in goal) {
    const made = await call("sealcanvas", "UpdateDataset", { ...goal, S3Uri });
    return { datasetId: goal.DatasetId, version: made.DatasetVersion ?? 1 };
  }
  const made = await call("sealcanvas", "ImportDataset", { ...goal, S3Uri, ClientToken: token });
  return { datasetId: made.DatasetId ?? "", version: 1 };
}
