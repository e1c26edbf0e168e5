import { expect, test } from "vitest";
import { overTime } from "./overTime.ts";

test("nothing", () => expect(overTime([])).toEqual({ step: 60, times: [], series: [] }));

test("events of one minute are one bar", () => {
  const counted = overTime([{ EventTime: 120, EventName: "Decrypt" }, { EventTime: 130, EventName: "Decrypt" }]);
  expect(counted).toEqual({ step: 60, times: [new Date(120_000)], series: [{ name: "Decrypt", counts: [2] }] });
});

test("every event is counted, whatever the span", () => {
  for (const span of [10, 3000, 86_400, 90 * 86_400, 20 * 365 * 86_400]) {
    const events = Array.from({ length: 100 }, (_, n) => ({ EventTime: 1.7e9 + (span * n) / 99, EventName: `Name${n % 9}` }));
    const { times, series } = overTime(events);
    expect(times.length).toBeLessThanOrEqual(25);
    expect(series.length).toBe(7);
    expect(series.flatMap((each) => each.counts).reduce((a, b) => a + b)).toBe(100);
  }
});
