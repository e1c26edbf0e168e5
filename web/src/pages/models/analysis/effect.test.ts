import { expect, test } from "vitest";
import { effectsOn } from "./effect.ts";

const words = { missing: "missing", others: "others" };

test("bins of numbers, dates, categories, the missing and all others", () => {
  const bins = [
    { from: 1, to: 2.5, rows: 3, effect: [-0.5] },
    { from: "2024-01-01T00:00:00", to: "2024-02-01T00:00:00", rows: 1, effect: [1] },
    { value: "東京", rows: 2, effect: [2] },
    { value: null, rows: 2, effect: [3] },
    { missing: true, rows: 1, effect: [4] },
  ];
  expect(effectsOn(bins, ["y"], "y", words, "en").map((each) => [each.name, each.value])).toEqual([["1 – 2.5", -0.5], ["2024-01-01 – 2024-02-01", 1], ["東京", 2], ["others", 3], ["missing", 4]]);
});

test("effects as a list go by the outputs' order", () => {
  expect(effectsOn([{ value: "a", rows: 1, effect: [1, 2] }], ["no", "yes"], "yes", words, "en")[0]?.value).toBe(2);
});
