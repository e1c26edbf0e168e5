import { expect, test } from "vitest";
import { duration } from "./duration.ts";

test("seconds, minutes, hours", () => {
  expect(duration(0.2, "en")).toBe("0 sec");
  expect(duration(59.4, "en")).toBe("59 sec");
  expect(duration(90, "en")).toBe("2 min");
  expect(duration(3725, "en")).toBe("1 hr 2 min");
  expect(duration(30, "ja")).toBe("30 秒");
});
