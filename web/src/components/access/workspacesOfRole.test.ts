import { expect, test } from "vitest";
import { roleIn, sameRole } from "./workspacesOfRole.ts";

test("a session's role is the role, whatever its path", () => {
  expect(roleIn("arn:aws:sts::123456789012:assumed-role/Canvas/SageMaker")).toEqual({ account: "123456789012", name: "Canvas" });
  expect(sameRole("arn:aws:sts::123456789012:assumed-role/Canvas/SageMaker", "arn:aws:iam::123456789012:role/service-role/Canvas")).toBe(true);
  expect(sameRole("arn:aws:sts::210987654321:assumed-role/Canvas/SageMaker", "arn:aws:iam::123456789012:role/Canvas")).toBe(false);
});

test.each(["arn:aws:iam::123456789012:user/ana", "forecast.amazonaws.com", "", undefined])("%s is no role", (arn) => {
  expect(roleIn(arn)).toBeUndefined();
  expect(sameRole(arn, arn)).toBe(false);
});
