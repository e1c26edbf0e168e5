import { expect, test } from "vitest";
import { policyPage } from "./policyPage.ts";

const account = "123456789012";
const session = `arn:aws:sts::${account}:assumed-role/Canvas/SageMaker`;
const key = `arn:aws:kms:us-east-1:${account}:key/1234abcd`;

test.each([
  [{ Resource: key }, "resource", "/keys/1234abcd?tab=policy"],
  [{ Resource: "arn:aws:s3:::sagemaker-us-east-1/Canvas/売上.csv" }, "resource", "/buckets/sagemaker-us-east-1?tab=policy"],
  [{ Resource: `arn:aws:iam::${account}:role/service-role/Canvas` }, "trust", "/roles/Canvas?tab=trust"],
  [{ Principal: session, Resource: key }, "identity", "/roles/Canvas"],
  [{ Principal: session, Resource: key }, "boundary", "/roles/Canvas"],
  [{ Principal: `arn:aws:iam::${account}:user/team/ana`, Resource: key }, "identity", "/users/ana"],
  [{ Principal: "forecast.amazonaws.com", Resource: key }, "identity", undefined],
  [{ Principal: session, Resource: "arn:aws:kms:us-east-1:210987654321:key/1234abcd" }, "resource", undefined],
  [{ Principal: session, Resource: "*" }, "resource", undefined],
  [{ Principal: session, Resource: key }, "service-control", undefined],
])("%o, %s: %s", (decision, layer, page) => {
  expect(policyPage(decision, layer, account)).toBe(page);
});
