import type { ServiceError } from "../api/errors.ts";
import type { FailureCause } from "../api/shapes/sealcanvas.ts";

/**
 * Which cause keeps data locked: a policy's decision if there is one, else the state of the key.
 *
 * @param state the key's, as far as it is known.
 */
export function lockedBy(error: ServiceError, state: string | undefined): FailureCause | undefined {
  if (error.denied) return / perform: kms:/.test(error.message) ? "KeyNotPermitted" : "AccessDenied";
  const cause = causeOfState(state);
  if (cause === "KeyDisabled" || / is disabled/.test(error.message)) return "KeyDisabled";
  if (/ key store/.test(error.message)) return "KeyUnavailable";
  return / is pending (replica )?deletion/.test(error.message) ? "KeyPendingDeletion" : cause;
}

/** What a key's state does to whatever lies under it; undefined where it opens. */
export function causeOfState(state: string | undefined): FailureCause | undefined {
  if (state === "Unavailable") return "KeyUnavailable";
  return state === "Disabled" ? "KeyDisabled" : state === "PendingDeletion" || state === "PendingReplicaDeletion" ? "KeyPendingDeletion" : undefined;
}
