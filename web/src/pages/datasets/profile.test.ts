import { expect, test } from "vitest";
import { distinctKind, barsOf } from "./profile.ts";

const column = { name: "x", missing: 0, unique: 2 };

test("bins by their edges, each with a name of its own", () => {
  const bars = barsOf({ ...column, type: "Numeric", histogram: { edges: [0, 0.5, 1], counts: [3, 4] } }, "en");
  expect(bars).toEqual([{ name: "0 – 0.5", value: 3 }, { name: "0.5 – 1", value: 4 }]);
  const same = barsOf({ ...column, type: "Datetime", histogram: { edges: [0, 60, 120], counts: [1, 1] } }, "en");
  expect(new Set(same.map((bar) => bar.name)).size).toBe(2);
});

test("the most frequent values of the others, nothing of nothing", () => {
  expect(barsOf({ ...column, type: "Categorical", top: [["東京", 2]] }, "ja")).toEqual([{ name: "東京", value: 2 }]);
  expect(barsOf({ ...column, type: "Text" }, "en")).toEqual([]);
});

test("identifiers, free text, and what only measures", () => {
  const column = (type: "Numeric" | "Categorical" | "Text" | "Datetime", more: object = {}) => ({ name: "c", type, missing: 0, unique: 100, ...more });
  expect(distinctKind(column("Categorical", { top: [["C0001", 1]] }), 100)).toBe("identifier");
  expect(distinctKind(column("Text", { top: [["A long review of it", 1]] }), 100)).toBe("text");
  expect(distinctKind(column("Categorical", { unique: 99 }), 100)).toBeUndefined();
  expect(distinctKind(column("Categorical", { unique: 99, approximate: true }), 100)).toBe("identifier");
  expect(distinctKind(column("Categorical", { unique: 90, missing: 10 }), 100)).toBe("identifier");
  expect(distinctKind(column("Numeric", { min: 1, max: 100 }), 100)).toBe("identifier");
  expect(distinctKind(column("Numeric", { min: 0.5, max: 990 }), 100)).toBeUndefined();
  expect(distinctKind(column("Numeric", { min: 1, max: 990 }), 100)).toBeUndefined();
  expect(distinctKind(column("Datetime"), 100)).toBeUndefined();
  expect(distinctKind(column("Categorical", { unique: 5 }), 5)).toBeUndefined();
});
