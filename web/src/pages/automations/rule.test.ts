import { expect, test } from "vitest";
import { expression, FIRST_RULE, fromExpression, ruleMembers, soundRule } from "./rule.ts";

test("schedules as EventBridge Scheduler writes them", () => {
  expect(expression({ ...FIRST_RULE, when: "rate", rate: "1", unit: "hours" })).toBe("rate(1 hour)");
  expect(expression({ ...FIRST_RULE, when: "rate", rate: "15", unit: "minutes" })).toBe("rate(15 minutes)");
  expect(expression({ ...FIRST_RULE, when: "cron" })).toBe("cron(0 6 ? * MON-FRI *)");
  expect(expression(FIRST_RULE)).toBeUndefined();
  expect(fromExpression("rate(1 hour)")).toEqual({ when: "rate", rate: "1", unit: "hours" });
  expect(fromExpression("cron(0 6 ? * MON-FRI *)")).toEqual({ when: "cron", cron: "0 6 ? * MON-FRI *" });
});

test("members; an empty index turns the bound off", () => {
  expect(ruleMembers({ ...FIRST_RULE, index: "" })).toEqual({ OnDatasetVersion: true, StopOn: { SchemaDrift: true, StabilityIndex: 0, IgnoredColumns: [] } });
  expect(ruleMembers({ ...FIRST_RULE, when: "object" })).toMatchObject({ OnSourceObject: true });
  expect(ruleMembers({ ...FIRST_RULE, when: "rate", zone: "Asia/Tokyo", budget: "60" })).toMatchObject({ ScheduleExpression: "rate(1 day)", ScheduleExpressionTimezone: "Asia/Tokyo", BudgetMinutes: 60 });
});

test("what cannot be", () => {
  expect(soundRule(FIRST_RULE)).toBe(true);
  expect(soundRule({ ...FIRST_RULE, budget: "0" })).toBe(false);
  expect(soundRule({ ...FIRST_RULE, when: "rate", rate: "x" })).toBe(false);
  expect(soundRule({ ...FIRST_RULE, when: "cron", cron: "0 6 *" })).toBe(false);
  expect(soundRule({ ...FIRST_RULE, index: "101" })).toBe(false);
});
