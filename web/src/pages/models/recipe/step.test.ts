import { expect, test } from "vitest";
import { detailsOf, FIRST_DRAFT, stepOf, waysOf } from "./step.ts";

const number = (column: string) => column === "price";
const made = (draft: Partial<typeof FIRST_DRAFT>) => stepOf({ ...FIRST_DRAFT, ...draft }, number);

test("each kind as the service has it", () => {
  expect(made({ columns: ["番号"] })).toEqual({ step: "drop", columns: ["番号"] });
  expect(made({ kind: "rename", column: "a", to: "b" })).toEqual({ step: "rename", column: "a", to: "b" });
  expect(made({ kind: "formula", to: "t", formula: "a * 2" })).toEqual({ step: "formula", column: "t", formula: "a * 2" });
  expect(made({ kind: "filter", test: "where", formula: "a > 1", rows: "keep" })).toEqual({ step: "filter", rows: "keep", where: "a > 1" });
  expect(made({ kind: "filter", test: "outlier", column: "price" })).toEqual({ step: "filter", rows: "remove", column: "price", what: "outlier", deviations: 3 });
  expect(made({ kind: "replace", column: "price", by: "value", value: "0" })).toEqual({ step: "replace", column: "price", what: "missing", by: "value", value: 0 });
  expect(made({ kind: "replace", column: "city", what: "value", old: "1", by: "missing" })).toEqual({ step: "replace", column: "city", what: "value", by: "missing", old: "1" });
  expect(made({ kind: "join", table: "shops", here: "a", there: "b" })).toEqual({ step: "join", table: "shops", how: "left", on: [["a", "b"]] });
  expect(made({ kind: "resample", column: "day", every: "week", aggregate: { price: "sum" } })).toEqual({ step: "resample", column: "day", every: "week", by: [], aggregate: { price: "sum" } });
});

test("nothing while something is missing", () => {
  expect(made({})).toBeUndefined();
  expect(made({ kind: "rename", column: "a" })).toBeUndefined();
  expect(made({ kind: "replace", column: "price", by: "value" })).toBeUndefined();
  expect(made({ kind: "join", table: "shops" })).toBeUndefined();
});

test("ways that make sense, and a line that tells a step", () => {
  expect(waysOf("missing", false)).toEqual(["mode", "value"]);
  expect(waysOf("outlier", true)).toEqual(["mean", "median", "mode", "value", "missing", "bound"]);
  expect(detailsOf({ step: "join", table: "shops", how: "left", on: [["a", "b"]] })).toBe("shops, left, a, b");
  expect(detailsOf({ step: "resample", column: "day", aggregate: { price: "sum" } })).toBe("day, price: sum");
});
