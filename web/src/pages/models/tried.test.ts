import { expect, test } from "vitest";
import type { JobEvent } from "../../api/shapes/sealcanvas.ts";
import { ranked } from "./tried.ts";

const event = (EventNumber: number, Candidate?: string, Value?: number, Direction: "Maximize" | "Minimize" = "Maximize"): JobEvent => ({
  EventNumber,
  ...(Candidate && { Candidate }),
  ...(Value !== undefined && { CandidateScore: { MetricName: "F1", Value, Direction } }),
});

test("each candidate once, the best first, whichever way is better", () => {
  expect(ranked([event(1), event(2, "a", 0.5), event(3, "a", 0.5), event(4, "b", 0.7)]).map((each) => each.Candidate)).toEqual(["b", "a"]);
  expect(ranked([event(1, "a", 5, "Minimize"), event(2, "b", 7, "Minimize")]).map((each) => each.Candidate)).toEqual(["a", "b"]);
});

test("a candidate without a score comes behind, and gets it when it is told", () => {
  expect(ranked([event(1, "a"), event(2, "b", 0.1), event(3, "c")]).map((each) => each.Candidate)).toEqual(["b", "c", "a"]);
  expect(ranked([event(1, "a"), event(2, "a", 0.3)])[0]?.CandidateScore?.Value).toBe(0.3);
});
