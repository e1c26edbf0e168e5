import { Unreachable } from "./errors.ts";
import { presign, refusalOf } from "./presign.ts";

/**
 * Have the browser save an object of S3.
 *
 * @param name of the file that is saved.
 * @throws ServiceError as S3 refuses; Unreachable without an answer.
 */
export async function download(bucket: string, key: string, name: string = key.split("/").at(-1) ?? key): Promise<void> {
  const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(name)}`;
  const { Method, Url, Headers } = await presign("GetObject", { Bucket: bucket, Key: key, ResponseContentDisposition: disposition });
  // One byte first: a refusal is told here, not by a page of XML in place of this one.
  let answer: Response;
  try {
    answer = await fetch(Url, { method: Method, headers: { ...Headers, Range: "bytes=0-0" }, cache: "no-store" });
  } catch {
    throw new Unreachable();
  }
  const isEmpty = answer.status === 416; // has no first byte
  if (!answer.ok && !isEmpty) throw refusalOf(answer.status, await answer.text(), answer.headers.get("x-sealcanvas-decision-id"));
  const link = document.createElement("a");
  link.href = Url;
  link.download = name;
  link.click();
}
