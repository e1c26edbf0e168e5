import { expect, test } from "vitest";
import type { ColumnProfile } from "../datasets/profile.ts";
import { fitted, linkedSeries, seriesConfig, seriesLink, seriesReady } from "./series.ts";

const series = { item: "shop", one: false, time: "day", groups: [], related: [] as string[], horizon: "14", frequency: "", country: "", quantiles: ["p90", "p10"] };

test("what is left empty is left out, quantiles go in order", () => {
  expect(seriesConfig(series)).toEqual({ ItemIdColumn: "shop", TimestampColumn: "day", ForecastHorizon: 14, Quantiles: ["p10", "p90"] });
  expect(seriesConfig({ ...series, frequency: "W", country: "JP", groups: ["city"], related: ["price"] })).toMatchObject({ ForecastFrequency: "W", HolidayCountryCode: "JP", GroupColumns: ["city"], RelatedColumns: ["price"] });
});

test("what cannot be is not ready", () => {
  expect(seriesReady(series)).toBe(true);
  expect(seriesReady({ ...series, horizon: "501" })).toBe(false);
  expect(seriesReady({ ...series, horizon: "0" })).toBe(false);
  expect(seriesReady({ ...series, time: "shop" })).toBe(false);
  expect(seriesReady({ ...series, frequency: "7D" })).toBe(false);
  expect(seriesReady({ ...series, quantiles: ["p0"] })).toBe(false);
  expect(seriesReady({ ...series, item: "" })).toBe(false);
  expect(seriesReady({ ...series, item: "", one: true })).toBe(true);
  expect(seriesConfig({ ...series, item: "", one: true }).ItemIdColumn).toBe("series");
  expect(seriesReady({ ...series, related: ["price"] })).toBe(true);
  expect(seriesReady({ ...series, related: ["shop"] })).toBe(false);
});

test("columns of another dataset are let go, and the only one that can be is taken", () => {
  const column = (name: string, type: ColumnProfile["type"]): ColumnProfile => ({ name, type, missing: 0, unique: 9 });
  const sales = [column("item", "Categorical"), column("date", "Datetime"), column("units", "Numeric")];
  expect(fitted({ ...series, groups: ["city"] }, sales, "units")).toMatchObject({ item: "item", time: "date", groups: [] });
  expect(fitted(series, [...sales, column("shop", "Text"), column("due", "Datetime")], "units")).toMatchObject({ item: "shop", time: "" });
  expect(fitted({ ...series, item: "units" }, [...sales, column("city", "Text")], "units").item).toBe("");
});

test("a link carries what a series is", () => {
  const config = { ItemIdColumn: "商品 & co", TimestampColumn: "day", GroupColumns: ["shop", "city"], ForecastHorizon: 28, ForecastFrequency: "D" };
  const linked = linkedSeries(new URLSearchParams(`${new URLSearchParams(seriesLink(config))}`));
  expect(seriesConfig(linked)).toEqual({ ...config, Quantiles: ["p10", "p50", "p90"] });
  expect(linkedSeries(new URLSearchParams())).toMatchObject({ item: "", groups: [], horizon: "10" });
});
