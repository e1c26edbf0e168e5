import { expect, test } from "vitest";
import type { ColumnProfile } from "../datasets/profile.ts";
import { seriesHint } from "./seriesHint.ts";

const column = (name: string, type: ColumnProfile["type"], unique: number): ColumnProfile => ({ name, type, missing: 0, unique });
const days = Array.from({ length: 30 }, (_, day) => `2024-01-${String(day + 1).padStart(2, "0")}`);

test("one series by day", () => {
  const sample = days.map((day, at) => [day, String(at)]);
  expect(seriesHint([column("day", "Datetime", 30), column("y", "Numeric", 30)], 30, sample, "y")).toEqual({ time: "day", item: "", step: "day" });
});

test("several series by month, told apart by a column", () => {
  const months = Array.from({ length: 10 }, (_, at) => `2024-${String(at + 1).padStart(2, "0")}-01`);
  const sample = ["a", "b"].flatMap((shop) => months.map((month) => ["x", month, shop, "1"]));
  const profiles = [column("note", "Text", 1), column("month", "Datetime", 10), column("shop", "Categorical", 2), column("y", "Numeric", 20)];
  expect(seriesHint(profiles, 20, sample, "y")).toEqual({ time: "month", item: "shop", step: "month" });
});

test("times without a step, and several rows at one time, are no series", () => {
  const irregular = days.filter((_, at) => [0, 1, 5, 6, 13, 14, 22, 29].includes(at)).map((day) => [day, "1"]);
  expect(seriesHint([column("day", "Datetime", 8), column("y", "Numeric", 8)], 8, irregular, "y")).toBeUndefined();
  const twice = days.flatMap((day) => [[day, "1"], [day, "2"]]);
  expect(seriesHint([column("day", "Datetime", 30), column("y", "Numeric", 60)], 60, twice, "y")).toBeUndefined();
  expect(seriesHint([column("a", "Numeric", 3), column("y", "Numeric", 8)], 8, irregular, "y")).toBeUndefined();
});
