import { call, type Output } from "../door.ts";
import { ServiceError } from "../errors.ts";
import { everyPage } from "../everyPage.ts";
import type { Destination } from "./destination.ts";
import { type Part, partsOf, tagsOf } from "./parts.ts";
import { patiently } from "./patiently.ts";
import { forgetUpload, rememberedUpload, rememberUpload } from "./remembered.ts";
import { sendPart } from "./sendPart.ts";

const AT_ONCE = 3;

/**
 * Send a file to S3 in parts; goes on where an earlier upload of the same file to the same place was broken off.
 *
 * @param progress told how many bytes of the file are sent.
 * @throws ServiceError as S3 refuses; Unreachable when the server stays away; AbortError if `signal` says so. What has been
 *   sent stays there for the next time, unless it is abandoned.
 */
export async function upload(
  file: File,
  to: Destination,
  progress: (sent: number) => void,
  signal: AbortSignal,
): Promise<Output<"s3", "CompleteMultipartUpload">> {
  const { Bucket, Key } = to;
  const parts = partsOf(file.size);
  const begun = await patiently(() => goOn(file, to, parts, signal), signal);
  const UploadId = begun?.uploadId ?? (await patiently(() => begin(file, to, signal), signal));
  const tags = begun?.tags ?? new Map<number, string>();
  const sent = new Map(parts.filter(({ number }) => tags.has(number)).map((part) => [part.number, part.end - part.start]));
  const tell = () => progress([...sent.values()].reduce((sum, each) => sum + each, 0));
  tell();

  const waiting = parts.filter(({ number }) => !tags.has(number));
  const broken = new AbortController(); // one part that fails stops the others
  const either = AbortSignal.any([signal, broken.signal]);
  const send = async (): Promise<void> => {
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      const { number, start, end } = part;
      const note = (bytes: number) => {
        sent.set(number, Math.min(bytes, end - start));
        tell();
      };
      const parameters = { Bucket, Key, UploadId, PartNumber: number };
      tags.set(number, await patiently(() => sendPart(parameters, file.slice(start, end), note, either), either));
      note(end - start);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, send));
  } catch (error) {
    broken.abort();
    throw error;
  }
  const Parts = parts.map(({ number }) => ({ PartNumber: number, ETag: tags.get(number) }));
  const done = await patiently(() => call("s3", "CompleteMultipartUpload", { Bucket, Key, UploadId, MultipartUpload: { Parts } }, signal), signal);
  forgetUpload(file, to);
  return done;
}

/** Give an upload that was broken off up for good: what was sent is deleted. */
export async function abandon(file: File, to: Destination): Promise<void> {
  const UploadId = rememberedUpload(file, to);
  if (!UploadId) return;
  try {
    await call("s3", "AbortMultipartUpload", { Bucket: to.Bucket, Key: to.Key, UploadId });
  } catch (error) {
    if (!isGone(error)) throw error;
  }
  forgetUpload(file, to);
}

async function begin(file: File, to: Destination, signal: AbortSignal): Promise<string> {
  const { UploadId = "" } = await call("s3", "CreateMultipartUpload", to, signal);
  rememberUpload(file, to, UploadId);
  return UploadId;
}

async function goOn(file: File, to: Destination, parts: readonly Part[], signal: AbortSignal) {
  const uploadId = rememberedUpload(file, to);
  if (!uploadId) return undefined;
  try {
    const place = { Bucket: to.Bucket, Key: to.Key, UploadId: uploadId };
    const pages = await everyPage("s3", "ListParts", place, ["NextPartNumberMarker", "PartNumberMarker"], signal);
    return { uploadId, tags: tagsOf(parts, pages.flatMap((page) => page.Parts ?? [])) };
  } catch (error) {
    if (!isGone(error)) throw error;
    forgetUpload(file, to);
    return undefined;
  }
}

function isGone(error: unknown): boolean {
  return error instanceof ServiceError && error.code === "NoSuchUpload";
}
