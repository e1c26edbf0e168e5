import { expect, test } from "vitest";
import { type Chart, linesOf, middleOf, outer, sum } from "./chart.ts";

const words = { history: "History", mean: "Mean", sumOf: (name: string) => `Sum of ${name}`, whatIf: (line: string) => `What if: ${line}` };
const past = { times: ["2024-01-01T00:00:00", "2024-01-02T00:00:00"], values: [1, null] };
const one: Chart = { keys: ["東京"], past, ahead: { times: ["2024-01-03T00:00:00"], p10: [1], p50: [2], p90: [4], mean: [2.5] } };
const all: Chart = { keys: null, past, ahead: { times: ["2024-01-03T00:00:00"], mean: [20] }, together: { p10: [10], p50: [19], p90: [40] }, items: 8, leftOut: 0 };
const quantiles = ["p10", "p50", "p90"];

test("one item: its history, its quantiles, and what if", () => {
  const lines = linesOf(one, quantiles, words, { ...one, ahead: { ...one.ahead, p50: [3] } });
  expect(lines.map((each) => each.title)).toEqual(["History", "p10", "p50", "p90", "What if: p50"]);
  expect(lines.at(-1)?.points[0]?.y).toBe(3);
  expect(lines[0]?.points[1]?.y).toBeNull();
});

test("all items: the mean, and sums of the outer quantiles called sums", () => {
  expect(linesOf(all, quantiles, words, all).map((each) => each.title)).toEqual(["History", "Mean", "Sum of p10", "Sum of p90", "What if: Mean"]);
});

test("the middle and the outer lines, whatever was asked for", () => {
  expect([middleOf(one, ["p20", "p80"]), middleOf(one, quantiles), middleOf(all, quantiles)]).toEqual(["p80", "p50", "mean"]);
  expect([outer(["p90", "mean", "p5"]), outer(["p50"])]).toEqual([["p5", "p90"], []]);
});

test("sums are told where nothing is missing", () => {
  expect([sum([1, 2]), sum([1, null]), sum([])]).toEqual([3, undefined, undefined]);
});
