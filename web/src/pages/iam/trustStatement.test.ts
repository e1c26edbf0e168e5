import { expect, test } from "vitest";
import { accountOf, providerName, trustStatement, words } from "./trustStatement.ts";

const ARN = "arn:aws:iam::111122223333:oidc-provider/id.example.com/tenant:1";

test("a provider's name is its URL without the scheme", () => {
  expect(providerName(ARN)).toBe("id.example.com/tenant:1");
  expect(accountOf(ARN)).toBe("111122223333");
});

test("a trust statement is for one client, and for whom it names", () => {
  const keys = (subjects: string[]) => trustStatement(ARN, "app", subjects)["Condition"];
  expect(keys([])).toEqual({ StringEquals: { "id.example.com/tenant:1:aud": "app" } });
  expect(keys(["jane"])).toEqual({ StringEquals: { "id.example.com/tenant:1:aud": "app", "id.example.com/tenant:1:sub": "jane" } });
  expect(keys(["jane", "山田"])).toEqual({
    StringEquals: { "id.example.com/tenant:1:aud": "app", "id.example.com/tenant:1:sub": ["jane", "山田"] },
  });
});

test("words are what stands between spaces and commas", () => {
  expect(words(" a, b\nc  ")).toEqual(["a", "b", "c"]);
  expect(words("")).toEqual([]);
});
