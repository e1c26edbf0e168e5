import { expect, test } from "vitest";
import { refusalOf } from "./presign.ts";

test("a refusal in XML is the same error as one in JSON", () => {
  const body = "<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>&quot;a&quot; &amp; b&#33;</Message></Error>";
  const error = refusalOf(403, body, "d-1");
  expect([error.code, error.message, error.status, error.decisionId]).toEqual(["AccessDenied", '"a" & b!', 403, "d-1"]);
});

test("what is no XML is told by its status", () => {
  expect(refusalOf(502, "Bad gateway", null).code).toBe("Http502");
});
