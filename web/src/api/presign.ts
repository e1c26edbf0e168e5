import { post } from "./door.ts";
import { ServiceError } from "./errors.ts";

/** A request to S3 that the browser sends by itself, as whom the session acts as. */
export interface Presigned {
  Method: string;
  Url: string;
  Headers: Record<string, string>;
}

/** Have a request of S3 signed: objects' content does not go through JSON. */
export async function presign(operation: string, parameters: object, signal?: AbortSignal): Promise<Presigned> {
  const asked = { Service: "s3", Operation: operation, Parameters: parameters };
  return (await post("api/presign", asked, {}, signal)) as Presigned;
}

/** S3's refusal of such a request: an error in XML. */
export function refusalOf(status: number, body: string, decisionId: string | null): ServiceError {
  const found = (name: string) => unescaped(new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1] ?? "");
  return new ServiceError(found("Code") || `Http${status}`, found("Message"), status, decisionId);
}

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function unescaped(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, name) =>
    decimal || hex ? String.fromCodePoint(Number.parseInt(decimal ?? hex, decimal ? 10 : 16)) : (ENTITIES[name] ?? whole),
  );
}
