import { expect, test } from "vitest";
import { bareStatement, fitted, statementsOf, withStatement } from "./statements.ts";

// As the AWS page prints it: a comma is missing, another one too many.
const PRINTED = `{ "Sid": "Enable IAM Permissions for Amazon Forecast KMS access", "Effect": "Allow",
  "Principal": { "AWS": "<arn:aws:iam::111122223333:role/AmazonSageMaker-111122223333>" },
  "Action": [ "kms:Decrypt", "kms:GenerateDataKey" "kms:GenerateDataKeyWithoutPlainText", ], "Resource": "*" }`;
const ROOT = { Sid: "Root", Effect: "Allow", Principal: { AWS: "arn:aws:iam::1:root" }, Action: "kms:*", Resource: "*" };
const POLICY = JSON.stringify({ Version: "2012-10-17", Id: "mine", Statement: [ROOT] });
const of = (role: string) => ({ Sid: "ExampleStmt", Effect: "Allow", Principal: { AWS: role }, Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: "*" });

test("a statement is read in spite of its commas", () => {
  expect(bareStatement(PRINTED)?.["Action"]).toEqual(["kms:Decrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlainText"]);
});

test.each(["", "{", "[]", "null", POLICY, '{"Effect": "Allow"}', `${PRINTED} x`, '{"Effect" "Allow", "Action": "a"}'])("%s is no statement", (text) => {
  expect(bareStatement(text)).toBeNull();
});

test("a statement joins the others, and the rest of the policy stays", () => {
  const next = JSON.parse(withStatement(POLICY, of("a")));
  expect(next).toEqual({ Version: "2012-10-17", Id: "mine", Statement: [ROOT, of("a")] });
});

test("one that says the same for another role takes it; the same role changes nothing", () => {
  const one = withStatement(POLICY, of("a"));
  const two = withStatement(one, { ...of("b"), Action: ["kms:GenerateDataKey", "kms:Decrypt"] });
  expect(statementsOf(two)[1]).toEqual({ ...of("a"), Principal: { AWS: ["a", "b"] } });
  expect(withStatement(one, of("a"))).toBe(one);
});

test("a Sid that is taken gets a number", () => {
  const next = withStatement(withStatement(POLICY, of("a")), { ...of("b"), Action: "kms:DescribeKey" });
  expect(statementsOf(next).map((each) => each["Sid"])).toEqual(["Root", "ExampleStmt", "ExampleStmt2"]);
});

test("where there is no policy yet, one is made", () => {
  expect(JSON.parse(withStatement("", of("a")))).toEqual({ Version: "2012-10-17", Statement: [of("a")] });
});

test("what is attached to somebody has no principal and a plain Sid", () => {
  const statement = fitted(bareStatement(PRINTED) ?? {}, "identity");
  expect(statement["Principal"]).toBeUndefined();
  expect(statement["Sid"]).toBe("EnableIAMPermissionsforAmazonForecastKMSaccess");
  expect(fitted(of("a"), "key")).toEqual(of("a"));
});
