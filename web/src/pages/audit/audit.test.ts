import { expect, test } from "vitest";
import type { Event } from "../../api/shapes/cloudtrail.ts";
import { ATTRIBUTES, filterOf, searchOf } from "./filter.ts";
import { grouped } from "./groups.ts";
import { isValidRange, secondsOf } from "./range.ts";
import { isByService, recordOf, wasDenied } from "./record.ts";

test.each(ATTRIBUTES)("a filter by %s comes back from its address", (attribute) => {
  const filter = { attribute, value: "arn:aws:kms:us-east-1:1:key/a b&c=日本", people: attribute === "Username" };
  expect(filterOf(searchOf(filter))).toEqual(filter);
});

test("no filter, no search", () => {
  expect(searchOf({ attribute: "Username", value: " ", people: false })).toBe("");
  expect(filterOf("")).toEqual({ attribute: "ResourceName", value: "", people: false });
  expect(searchOf({ attribute: "Username", value: "", people: true })).toBe("?who=people");
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

let count = 0;
function event(name: string, record: object, resource = "key/1"): Event {
  count += 1;
  return { EventId: String(count), EventName: name, Resources: [{ ResourceName: resource }], CloudTrailEvent: JSON.stringify(record) };
}

test("events that differ only in time are one, wherever they stand", () => {
  const role = { userIdentity: { arn: "role/a" } };
  const events = [event("Decrypt", role), event("AssumeRole", {}), event("Decrypt", role), event("Encrypt", role), event("AssumeRole", {}), event("Decrypt", role)];
  expect(grouped(events).map((group) => [group.events[0]?.EventName, group.events.length])).toEqual([["Decrypt", 3], ["AssumeRole", 2], ["Encrypt", 1]]);
});

test("another principal, resource, way or outcome is another group", () => {
  const role = { userIdentity: { arn: "role/a" } };
  const events = [
    event("Decrypt", role),
    event("Decrypt", { userIdentity: { arn: "role/b" } }),
    event("Decrypt", role, "key/2"),
    event("Decrypt", { ...role, errorCode: "AccessDeniedException" }),
    event("Decrypt", { userIdentity: { arn: "role/a", invokedBy: "s3.us-east-1.amazonaws.com" } }),
    { EventId: "unreadable" },
    { EventId: "unreadable, too" },
  ];
  expect(grouped(events)).toHaveLength(events.length);
});

test("a service's own calls are told from people's; what cannot be told is a person's", () => {
  expect(isByService({ userIdentity: { type: "AWSService", invokedBy: "sagemaker.amazonaws.com" } })).toBe(true);
  expect(isByService({ userIdentity: { type: "AssumedRole", invokedBy: "s3.us-east-1.amazonaws.com" } })).toBe(true);
  expect(isByService({ userIdentity: { type: "AssumedRole" } })).toBe(false);
  expect(isByService({ userIdentity: { type: "Anonymous" } })).toBe(false);
  expect(isByService({})).toBe(false);
});
