import { expect, test } from "vitest";
import { against } from "./metric.ts";

test("better is more or less, as the metric has it", () => {
  expect(against({ value: 0.9, baseline: 0.6, direction: "Maximize" })).toEqual({ standing: "better", share: expect.closeTo(0.5) });
  expect(against({ value: 5, baseline: 10, direction: "Minimize" })).toEqual({ standing: "better", share: 0.5 });
  expect(against({ value: 12, baseline: 10, direction: "Minimize" })).toEqual({ standing: "worse", share: expect.closeTo(-0.2) });
});

test("no share of nothing, and nothing where nothing is known", () => {
  expect(against({ value: 0.2, baseline: 0, direction: "Maximize" })).toEqual({ standing: "better", share: undefined });
  expect(against({ value: 1, baseline: 1, direction: "Maximize" })?.standing).toBe("same");
  expect(against({ value: null, baseline: 1, direction: "Maximize" })).toBeUndefined();
});
