import { expect, test } from "vitest";
import { seriesOf, total } from "./forecastSeries.ts";

const columns = ["item_id", "dimension_1", "date", "p10", "p50"];
const rows = [
  ["東京", "a", "2024-01-01T00:00:00", "1", "2"],
  ["東京", "a", "2024-01-02T00:00:00", "3", "4"],
  ["大阪", "b", "2024-01-01T00:00:00", "5", "6"],
];

test("rows by series, a line for each quantile", () => {
  const series = seriesOf(columns, rows);
  expect(series.map((each) => each.keys)).toEqual(["東京 / a", "大阪 / b"]);
  expect(series[0]?.lines).toEqual([{ name: "p10", values: [1, 3] }, { name: "p50", values: [2, 4] }]);
});

test("medians of all series together", () => {
  expect(total(seriesOf(columns, rows), "p50").map((each) => each.y)).toEqual([8, 4]);
});
