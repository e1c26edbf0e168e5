import { expect, test } from "vitest";
import { unusableKey } from "./unusableKey.ts";

const arn = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

test.each([
  [`The results cannot be shown: ${arn} is disabled. (kms:Decrypt as …). To mend it, enable the key.`, "Disabled"],
  [`${arn} is pending deletion.`, "PendingDeletion"],
  [`The KMS key ${arn} cannot be used: its state is Disabled.`, "Disabled"],
  [`The KMS key ${arn} cannot be used: its state is PendingDeletion.`, "PendingDeletion"],
])("the key whose state a message tells: %s", (message, state) => {
  expect(unusableKey(message)).toEqual({ arn, state });
});

test.each([["The rule is disabled."], [undefined], [`${arn} is not pending deletion.`], [`${arn} is not disabled.`], [`User is not authorized to perform: kms:Decrypt on resource: ${arn} because no policy allows it`]])(
  "no key: %s",
  (message) => {
    expect(unusableKey(message)).toBeUndefined();
  },
);
