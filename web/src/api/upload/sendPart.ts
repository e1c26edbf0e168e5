import { Unreachable } from "../errors.ts";
import { presign, refusalOf } from "../presign.ts";

/**
 * Send a part of an upload: its tag.
 *
 * @param progress told how many bytes of it are sent.
 * @throws ServiceError as S3 refuses; Unreachable without an answer; AbortError if `signal` says so.
 */
export async function sendPart(parameters: object, content: Blob, progress: (sent: number) => void, signal: AbortSignal): Promise<string> {
  const { Method, Url, Headers } = await presign("UploadPart", parameters, signal);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch tells nothing of how far a body is sent
    const stop = () => request.abort();
    const over = (end: () => void) => {
      signal.removeEventListener("abort", stop);
      end();
    };
    request.open(Method, Url);
    for (const [name, value] of Object.entries(Headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => progress(loaded);
    request.onload = () => {
      const tag = request.getResponseHeader("etag");
      const decisionId = request.getResponseHeader("x-sealcanvas-decision-id");
      if (request.status === 200 && tag) over(() => resolve(tag));
      else over(() => reject(refusalOf(request.status, request.responseText, decisionId)));
    };
    request.onerror = () => over(() => reject(new Unreachable()));
    request.onabort = () => over(() => reject(new DOMException("Stopped", "AbortError")));
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    request.send(content);
  });
}
