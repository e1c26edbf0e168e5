import { expect, test } from "vitest";
import { predictedFirst, readable } from "./readable.ts";

test("long numbers, midnights and reasons", () => {
  const row = ["0.4416937990", "2024-01-01T00:00:00", '[{"column": "年齢", "contribution": 0.15492}, {"column": "plan", "contribution": -0.0776}]', "12.5"];
  expect(readable(["p", "day", "reasons", "x"], row, "en")).toEqual(["0.4417", "2024-01-01", "年齢 +0.155, plan -0.0776", "12.5"]);
});

test("what only looks like reasons stays", () => {
  expect(readable(["reasons"], ["[broken"], "en")).toEqual(["[broken"]);
});

test("what was predicted comes first, and a forecast stays as it is", () => {
  expect(predictedFirst(["id", "plan", "predicted_churn", "probability"], "churn")).toEqual([2, 3, 0, 1]);
  expect(predictedFirst(["id", "plan", "churn", "probability"], "churn")).toEqual([2, 3, 0, 1]);
  expect(predictedFirst(["id", "churn", "predicted_churn"], "churn")).toEqual([2, 0, 1]);
  expect(predictedFirst(["item", "date", "p50"], "units")).toEqual([0, 1, 2]);
  expect(predictedFirst([], "units")).toEqual([]);
});
