import { expect, test } from "vitest";
import { faultOf, freeName, isNumber, ofPeriods, ofRules } from "./changes.ts";

const rule = { column: "price", operation: "MULTIPLY" as const, value: "0.9", from: "", to: "" };

test("a rule for all items, and for one within some periods", () => {
  expect(ofRules([rule], undefined)).toEqual([{ Column: "price", Operation: "MULTIPLY", Value: 0.9 }]);
  expect(ofRules([{ ...rule, from: "2024-01-01", to: "2024-01-02" }], ["東京", "a"])).toEqual([
    { Column: "price", Operation: "MULTIPLY", Value: 0.9, Keys: ["東京", "a"], From: "2024-01-01", To: "2024-01-02" },
  ]);
});

test("what is wrong with a rule", () => {
  expect([faultOf(rule), faultOf({ ...rule, value: "" }), faultOf({ ...rule, operation: "DIVIDE", value: "0" }), faultOf({ ...rule, from: "b", to: "a" })]).toEqual([undefined, "number", "zero", "order"]);
});

test("numbers as they are written, nothing else", () => {
  expect(["1", "-1.5", ".5", "1e3", " 2 "].every(isNumber)).toBe(true);
  expect(["", "1e999", "1,5", "0x10", "Infinity", "1 2"].some(isNumber)).toBe(false);
});

test("periods: neighbours of one value are one change, untouched ones none", () => {
  const times = ["t1", "t2", "t3", "t4", "t5"];
  const made = ofPeriods("price", times, [1, 1, 1, 1, null], ["5", "5", "1", "5", "7"], ["a"]);
  expect(made.map(({ Value, From, To }) => [Value, From, To])).toEqual([[5, "t1", "t2"], [5, "t4", "t4"], [7, "t5", "t5"]]);
  expect(ofPeriods("price", times, [1, 1, 1, 1, 1], ["", "1", "x"], ["a"])).toEqual([]);
});

test("a name that is free", () => {
  expect(freeName(["What if 1"], (number) => `What if ${number}`)).toBe("What if 2");
});
