import { ROLE_ENDED, ServiceError } from "../api/errors.ts";

/**
 * What a refusal says of long work: "later" nothing yet; "gone" it is not there any more; "barred" whoever is signed in now, or the
 * role that they act as, may not see it, which says nothing of how it goes on.
 */
export function outcomeOf(error: unknown): "later" | "gone" | "barred" {
  if (!(error instanceof ServiceError) || error.code === ROLE_ENDED) return "later";
  const { status } = error;
  if (status >= 500 || status === 401 || status === 429) return "later";
  return status === 404 ? "gone" : "barred";
}
