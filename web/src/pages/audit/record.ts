import type { Event } from "../../api/shapes/cloudtrail.ts";

/** A CloudTrail record, as far as it is shown; what is ours stands under `sealcanvas`. */
export interface EventRecord {
  eventID?: string;
  requestID?: string;
  errorCode?: string;
  errorMessage?: string;
  sourceIPAddress?: string;
  userAgent?: string;
  userIdentity?: { arn?: string; type?: string; accessKeyId?: string; invokedBy?: string };
  requestParameters?: Record<string, unknown>;
  sealcanvas?: { via?: string[]; purpose?: string; decisions?: { allowed?: boolean; outcome?: string }[] };
}

/** The record of an event; an empty one where it cannot be read. */
export function recordOf(event: Event): EventRecord {
  try {
    return JSON.parse(event.CloudTrailEvent ?? "{}") as EventRecord;
  } catch {
    return {};
  }
}

/** Whether a service made the call, by itself or on somebody's way; what cannot be told is somebody's. */
export function isByService({ userIdentity }: EventRecord): boolean {
  return userIdentity?.type === "AWSService" || Boolean(userIdentity?.invokedBy);
}

/** Whether a policy refused the call: then `ExplainDecision` tells why, by the request's id. */
export function wasDenied(record: EventRecord): boolean {
  return /AccessDenied|UnauthorizedOperation|NotAuthorized/.test(record.errorCode ?? "");
}

/** The record laid out for people. */
export function recordText(event: Event): string {
  try {
    return JSON.stringify(JSON.parse(event.CloudTrailEvent ?? ""), null, 2);
  } catch {
    return event.CloudTrailEvent ?? "";
  }
}

/** The encryption context that a call to KMS carried. */
export function encryptionContextOf({ requestParameters = {} }: EventRecord): Record<string, string> {
  const name = Object.keys(requestParameters).find((each) => each.toLowerCase() === "encryptioncontext");
  return (name ? requestParameters[name] : {}) as Record<string, string>;
}
