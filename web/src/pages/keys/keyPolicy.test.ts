import { expect, test } from "vitest";
import { withStatement } from "../../components/policy/statements.ts";
import { canvasStatement, defaultView, forecastStatement, planned, withPanel } from "./keyPolicy.ts";

const ACCOUNT = "111122223333";
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const EVERYTHING = planned({
  account: ACCOUNT,
  administrators: [role("Admin")],
  deletion: true,
  users: [role("User")],
  canvas: [role("Analyst")],
  forecast: [role("service-role/Forecast")],
});

test("what the wizard plans is what the default view shows", () => {
  expect(defaultView(EVERYTHING)).toEqual({
    iam: true,
    administrators: [role("Admin")],
    deletion: true,
    users: [role("User")],
    canvas: [role("Analyst")],
    forecast: [role("service-role/Forecast")],
    others: [],
  });
});

test("without anybody it is the policy that leaves all to IAM", () => {
  const policy = planned({ account: ACCOUNT, administrators: [], deletion: true, users: [], canvas: [], forecast: [] });
  expect(JSON.parse(policy).Statement).toEqual([
    { Sid: "Enable IAM User Permissions", Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "kms:*", Resource: "*" },
  ]);
});

test("the document's statements, as it prints them", () => {
  expect(canvasStatement([role("Jane")])).toEqual({
    Sid: "ExampleStmt",
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    Effect: "Allow",
    Principal: { AWS: role("Jane") },
    Resource: "*",
  });
  expect(forecastStatement([role("F")])["Action"]).toHaveLength(6);
});

test("a second role joins the first one's statement", () => {
  expect(defaultView(withStatement(EVERYTHING, canvasStatement([role("Bob")]))).canvas).toEqual([role("Analyst"), role("Bob")]);
});

test.each([
  { Effect: "Deny", Principal: "*", Action: "kms:*", Resource: "*" },
  { Effect: "Allow", Principal: { AWS: role("X") }, Action: "kms:Decrypt", Resource: "*" },
  { Effect: "Allow", Principal: { AWS: role("X") }, Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: "*", Condition: { Bool: { a: "true" } } },
])("what has no panel is shown as it is: %o", (statement) => {
  expect(defaultView(JSON.stringify({ Statement: [statement] })).others).toEqual([statement]);
});

test("a panel's principals change, and nothing else", () => {
  for (const panel of ["administrators", "users", "canvas", "forecast"] as const) {
    const before = defaultView(EVERYTHING);
    expect(defaultView(withPanel(EVERYTHING, panel, [role("A"), role("B")]))).toEqual({ ...before, [panel]: [role("A"), role("B")] });
    const none = withPanel(EVERYTHING, panel, []);
    expect(defaultView(none)[panel]).toEqual([]);
    expect(defaultView(withPanel(none, panel, before[panel]))).toEqual(before);
  }
  expect(JSON.parse(withPanel(EVERYTHING, "users", [])).Statement).toHaveLength(4);
});
