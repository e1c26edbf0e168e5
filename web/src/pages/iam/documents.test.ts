import { expect, test } from "vitest";
import { decoded, trustedBy, trustPolicy } from "./documents.ts";

test("a document that is no part of an address is left as it is", () => {
  expect(decoded("100%")).toBe("100%");
  expect(decoded("%7B%22a%22%3A%22%2B%22%7D")).toBe('{"a":"+"}');
});

test("who may assume a role is told once, and denials let nobody in", () => {
  const policy = JSON.stringify({
    Statement: [
      { Effect: "Allow", Principal: { Service: ["a.amazonaws.com", "b.amazonaws.com"] } },
      { Effect: "Allow", Principal: { Service: "a.amazonaws.com", AWS: "arn:aws:iam::1:root" } },
      { Effect: "Deny", Principal: { AWS: "arn:aws:iam::2:root" } },
    ],
  });
  expect(trustedBy(policy)).toEqual(["a.amazonaws.com", "b.amazonaws.com", "arn:aws:iam::1:root"]);
});

test("services are let in on behalf of this account alone", () => {
  const policy = JSON.parse(trustPolicy("Service", ["sagemaker.amazonaws.com"], "111122223333"));
  expect(policy.Statement[0].Principal).toEqual({ Service: "sagemaker.amazonaws.com" });
  expect(policy.Statement[0].Condition).toEqual({ StringEquals: { "aws:SourceAccount": "111122223333" } });
  expect(JSON.parse(trustPolicy("AWS", ["arn:aws:iam::1:root"], "2")).Statement[0].Condition).toBeUndefined();
});
