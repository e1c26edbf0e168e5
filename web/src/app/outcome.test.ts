import { expect, test } from "vitest";
import { ServiceError, Unreachable } from "../api/errors.ts";
import { outcomeOf } from "./outcome.ts";

test.each([
  [new ServiceError("ResourceNotFoundException", "", 404), "gone"],
  [new ServiceError("AccessDeniedException", "", 403), "barred"],
  [new ServiceError("ActingRoleEndedException", "", 403), "later"],
  [new ServiceError("ExpiredTokenException", "", 401), "later"],
  [new ServiceError("InternalFailure", "", 500), "later"],
  [new Unreachable(), "later"],
])("%o", (error, outcome) => {
  expect(outcomeOf(error)).toBe(outcome);
});
