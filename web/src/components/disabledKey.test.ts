import { expect, test } from "vitest";
import { disabledKey } from "./disabledKey.ts";

test("the key of a message, and none where another thing is disabled", () => {
  const arn = "arn:aws:kms:us-east-1:123456789012:key/0f1e-22";
  expect(disabledKey(`The results cannot be shown: ${arn} is disabled. (kms:Decrypt as …). To mend it, enable the key.`)).toBe(arn);
  expect(disabledKey(`${arn} is pending deletion.`)).toBeUndefined();
  expect(disabledKey("The rule is disabled.")).toBeUndefined();
  expect(disabledKey(undefined)).toBeUndefined();
});
