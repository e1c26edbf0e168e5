import { expect, test } from "vitest";
import { ATTRIBUTES, filterOf, searchOf } from "./filter.ts";
import { isValidRange, secondsOf } from "./range.ts";
import { recordOf, wasDenied } from "./record.ts";

test.each(ATTRIBUTES)("a filter by %s comes back from its address", (attribute) => {
  const filter = { attribute, value: "arn:aws:kms:us-east-1:1:key/a b&c=日本" };
  expect(filterOf(searchOf(filter))).toEqual(filter);
});

test("no filter, no search", () => {
  expect(searchOf({ attribute: "Username", value: " " })).toBe("");
  expect(filterOf("")).toEqual({ attribute: "ResourceName", value: "" });
});

test("ranges as CloudTrail takes them", () => {
  const now = new Date(1_000_000_030_000);
  expect(secondsOf(null, now)).toEqual({});
  expect(secondsOf({ type: "relative", amount: 1, unit: "hour" }, now)).toEqual({ from: 999_996_420 });
  expect(secondsOf({ type: "absolute", startDate: "2026-01-01T00:00:00Z", endDate: "2026-01-02T00:00:00Z" }, now)).toEqual({ from: 1_767_225_600, to: 1_767_312_000 });
  expect(isValidRange({ type: "absolute", startDate: "2026-01-02", endDate: "2026-01-01" })).toBe(false);
});

test("a record that cannot be read is an empty one", () => {
  expect(recordOf({ CloudTrailEvent: "{" })).toEqual({});
  expect(wasDenied({ errorCode: "AccessDeniedException" })).toBe(true);
  expect(wasDenied({ errorCode: "NotFoundException" })).toBe(false);
});
