import { expect, test } from "vitest";
import { ServiceError } from "../api/errors.ts";
import { causeOfState, lockedBy } from "./lockedBy.ts";

const refused = (message: string, decision: string | null = null) => new ServiceError("ValidationException", message, 400, decision);

test("a decision, then the key's state, then nothing", () => {
  expect(lockedBy(refused("User: x is not authorized to perform: kms:Decrypt on …", "d"), "Disabled")).toBe("KeyNotPermitted");
  expect(lockedBy(refused("User: x is not authorized to perform: s3:GetObject on …", "d"), undefined)).toBe("AccessDenied");
  expect(lockedBy(refused("arn:… is disabled."), undefined)).toBe("KeyDisabled");
  expect(lockedBy(refused("arn:… is pending deletion."), "PendingDeletion")).toBe("KeyPendingDeletion");
  expect(lockedBy(refused("something else"), "Enabled")).toBeUndefined();
});

test("a key that is enabled, or of which nothing is known, locks nothing", () => {
  expect(["Enabled", "", undefined, "Disabled", "PendingDeletion", "Unavailable"].map(causeOfState)).toEqual([undefined, undefined, undefined, "KeyDisabled", "KeyPendingDeletion", "KeyUnavailable"]);
});
