import { expect, test } from "vitest";
import { wallClock } from "./wallClock.ts";

test("days stay days, in whatever zone", () => {
  for (const text of ["2023-10-28", "2023-10-28T00:00:00Z", "2023-10-28 00:00:00"]) {
    const time = wallClock(text);
    expect([time.getFullYear(), time.getMonth(), time.getDate(), time.getHours()]).toEqual([2023, 9, 28, 0]);
  }
});
