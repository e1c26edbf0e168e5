import { expect, test } from "vitest";
import { ServiceError, Unreachable } from "../api/errors.ts";
import { fieldError } from "./fieldError.ts";

test("a field is told what the service says of its member, and of no other", () => {
  const error = new ServiceError("ValidationException", "S3KmsKeyId 'x' cannot be used: its state is Disabled.", 400);
  expect(fieldError(error, "S3KmsKeyId")).toBe(error.message);
  expect(fieldError(error, "KmsKeyId")).toBeUndefined();
});

test("members are told in any letter case, and codes by themselves", () => {
  const error = new ServiceError("ValidationError", "Value at 'roleName' failed to satisfy constraint", 400);
  expect(fieldError(error, "RoleName")).toBe(error.message);
  expect(fieldError(new ServiceError("BucketAlreadyExists", "taken", 409), "BucketAlreadyExists")).toBe("taken");
});

test("refusals by policy and silence are no field's fault", () => {
  expect(fieldError(new ServiceError("AccessDenied", "no RoleName", 403, "d"), "RoleName")).toBeUndefined();
  expect(fieldError(new Unreachable(), "RoleName")).toBeUndefined();
});

test("a field without a value is not meant by everything", () => {
  expect(fieldError(new ServiceError("ValidationException", "something else", 400), "")).toBeUndefined();
});
