import type { ServiceError } from "../api/errors.ts";
import type { FailureCause } from "../api/shapes/sealcanvas.ts";

/**
 * Which cause keeps data locked: a policy's decision if there is one, else the state of the key.
 *
 * @param state the key's, as far as it is known.
 */
export function lockedBy(error: ServiceError, state: string | undefined): FailureCause | undefined {
  if (error.denied) return / perform: kms:/.test(error.message) ? "KeyNotPermitted" : "AccessDenied";
  if (state === "Disabled" || / is disabled/.test(error.message)) return "KeyDisabled";
  if (state === "PendingDeletion" || / is pending deletion/.test(error.message)) return "KeyPendingDeletion";
  return undefined;
}
