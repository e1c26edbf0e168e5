import { expect, test } from "vitest";
import { merged } from "./jobEvents.ts";

test("each event once, in order, the newest 500", () => {
  const before = [{ EventNumber: 1 }, { EventNumber: 2 }];
  expect(merged(before, [])).toBe(before);
  expect(merged(before, [{ EventNumber: 3 }, { EventNumber: 2, Phase: "x" }]).map((each) => each.EventNumber)).toEqual([1, 2, 3]);
  const many = Array.from({ length: 600 }, (_, at) => ({ EventNumber: at }));
  expect(merged([], many)).toHaveLength(500);
  expect(merged([], many).at(-1)?.EventNumber).toBe(599);
});
