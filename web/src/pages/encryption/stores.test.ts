import { expect, test } from "vitest";
import { byKey, isSound, shortKey, storesOf, withoutKey } from "./stores.ts";

const KEY = "arn:aws:kms:us-east-1:111122223333:key/1234";
const GROUPS = [
  { Format: "sealed object", KeyArn: KEY, Status: "Authentic" as const, FileCount: 3, ByteCount: 300 },
  { Format: "sealed object", KeyArn: KEY, Status: "Damaged" as const, FileCount: 1, ByteCount: 50 },
  { Format: "volume file", KeyArn: KEY, Status: "Unopenable" as const, FileCount: 2, ByteCount: 20 },
  { Format: "lock", Status: "Authentic" as const, FileCount: 1, ByteCount: 0 },
];

test("a row for each format and key", () => {
  expect(storesOf(GROUPS)).toEqual([
    { format: "sealed object", key: KEY, files: 4, bytes: 350, wrong: 1, unopenable: 0 },
    { format: "volume file", key: KEY, files: 2, bytes: 20, wrong: 0, unopenable: 2 },
    { format: "lock", key: "", files: 1, bytes: 0, wrong: 0, unopenable: 0 },
  ]);
});

test("bytes by key", () => {
  expect(byKey(storesOf(GROUPS), (store) => store.key || withoutKey(store))).toEqual([
    { name: KEY, files: 6, bytes: 370 },
    { name: "open", files: 1, bytes: 0 },
  ]);
});

test("sound is what has nothing wrong", () => {
  expect(isSound({ Summary: { UnsealedCount: 0, DamagedCount: 0, FoundCount: 0 } })).toBe(true);
  expect(isSound({ Summary: { UnsealedCount: 0, DamagedCount: 0, FoundCount: 1 } })).toBe(false);
});

test("a key goes by its alias", () => {
  expect(shortKey(KEY, new Map())).toBe("1234");
  expect(shortKey(KEY, new Map([[KEY, "alias/data"]]))).toBe("alias/data");
});

test("a file that does not belong there is not said to hold no data", () => {
  const [planted] = storesOf([{ Format: "unknown", Status: "Unsealed" as const, FileCount: 1, ByteCount: 12 }]);
  expect(planted && withoutKey(planted)).toBe("nothing");
});
