import { expect, test } from "vitest";
import { flowOf, reduced } from "./flow.ts";

const counts = [
  [8, 2], // actually the first
  [1, 9],
];

test("each side has its rows, and the bands fill both sides", () => {
  const flow = flowOf(counts);
  expect(flow.predicted.map((each) => each.rows)).toEqual([9, 11]);
  expect(flow.actual.map((each) => each.rows)).toEqual([10, 10]);
  expect(flow.bands.map(({ predicted, actual, rows }) => [predicted, actual, rows])).toEqual([[0, 0, 8], [0, 1, 1], [1, 0, 2], [1, 1, 9]]);
  for (const side of ["predicted", "actual"] as const)
    for (const node of flow[side]) {
      const width = flow.bands.filter((band) => band[side] === node.place).reduce((sum, band) => sum + band.width, 0);
      expect(width).toBeCloseTo(node.height);
    }
  const last = flow.predicted[1];
  expect((last?.top ?? 0) + (last?.height ?? 0)).toBeCloseTo(flow.height);
});

test("nothing is nothing", () => {
  expect(flowOf([[0, 0], [0, 0]]).bands).toEqual([]);
});

test("many categories: the rarest become one, and no row is lost", () => {
  const many = Array.from({ length: 5 }, (_, at) => Array.from({ length: 5 }, (_, other) => (at === other ? (at + 1) * 10 : 1)));
  const found = reduced(many, 3);
  expect(found.kept).toEqual([3, 4]);
  expect(found.merged).toBe(3);
  expect(found.counts.flat().reduce((a, b) => a + b, 0)).toBe(many.flat().reduce((a, b) => a + b, 0));
  expect(found.counts[2]?.[2]).toBe(10 + 20 + 30 + 6);
  expect(reduced(counts, 3).counts).toEqual(counts);
});
