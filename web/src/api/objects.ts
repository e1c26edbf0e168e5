import { Unreachable } from "./errors.ts";
import { presign, refusalOf } from "./presign.ts";

export interface Place {
  Bucket: string;
  Key: string;
}

/** Bucket and key of an s3:// address. */
export function placeOf(uri: string): Place {
  const [, Bucket = "", Key = ""] = /^s3:\/\/([^/]+)\/(.*)$/s.exec(uri) ?? [];
  return { Bucket, Key };
}

/**
 * The beginning of an object, or all of it.
 *
 * @param most how many bytes at most.
 * @throws ServiceError as S3 refuses; Unreachable without an answer.
 */
export async function readObject(place: Place, most: number, signal?: AbortSignal): Promise<{ data: ArrayBuffer; whole: boolean }> {
  const { Url, Headers } = await presign("GetObject", { ...place, Range: `bytes=0-${most - 1}` }, signal);
  let response: Response;
  try {
    response = await fetch(Url, { headers: Headers, cache: "no-store", signal: signal ?? null });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable();
  }
  if (!response.ok) throw refusalOf(response.status, await response.text(), response.headers.get("x-sealcanvas-decision-id"));
  const data = await response.arrayBuffer();
  const total = Number(response.headers.get("content-range")?.split("/")[1] ?? data.byteLength);
  return { data, whole: data.byteLength >= total };
}
