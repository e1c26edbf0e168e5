import { expect, test } from "vitest";
import { decisionIn } from "./decision.ts";

test("the decision of a reason, and none where there is none", () => {
  expect(decisionIn("User: x is not authorized. Decision: 0f1e-22. To mend it: …")).toBe("0f1e-22");
  expect(decisionIn("The key is disabled.")).toBeUndefined();
  expect(decisionIn(undefined)).toBeUndefined();
});
