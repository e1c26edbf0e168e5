import type { TimeSeriesConfig } from "../../api/shapes/sealcanvas.ts";
import type { ColumnProfile } from "../datasets/profile.ts";

/** What somebody has filled in about a time series. */
export interface Series {
  item: string;
  /** There is one series, without a column that tells it. */
  one: boolean;
  time: string;
  groups: readonly string[];
  related: readonly string[];
  horizon: string;
  frequency: string;
  country: string;
  quantiles: readonly string[];
}

export const FREQUENCY = /^(1?Y|([1-9]|1[01])?M|[1-4]?W|[1-6]?D|([1-9]|1[0-9]|2[0-3])?H|([1-9]|[1-5][0-9])min)$/;
export const QUANTILE = /^p[1-9][0-9]?$/;
export const MOST_GROUPS = 5;
export const MOST_QUANTILES = 5;
export const MOST_RELATED = 13;

/** The column that one series gets, since every series has an item. */
export const ONE_SERIES = "series";

/** The step of a recipe that makes it. */
export const ONE_SERIES_STEP = { step: "formula" as const, column: ONE_SERIES, formula: `'${ONE_SERIES}'` };

/** Nothing filled in but what suits most. */
export const BLANK: Series = { item: "", one: false, time: "", groups: [], related: [], horizon: "10", frequency: "", country: "", quantiles: ["p10", "p50", "p90"] };
const MOST_PERIODS = 500;

/** As a page's address tells it. */
export function seriesLink(config: TimeSeriesConfig): string[][] {
  const { ItemIdColumn: item, TimestampColumn: time, GroupColumns: groups = [], ForecastHorizon: horizon, ForecastFrequency: frequency = "" } = config;
  return [["item", item], ["time", time], ...groups.map((group) => ["group", group]), ["horizon", String(horizon)], ["frequency", frequency]];
}

/** What a page's address tells of one; the rest as it suits most. */
export function linkedSeries(address: URLSearchParams): Series {
  const told = (name: string, otherwise = "") => address.get(name) ?? otherwise;
  return { ...BLANK, item: told("item"), time: told("time"), groups: address.getAll("group"), horizon: told("horizon", BLANK.horizon), frequency: told("frequency") };
}

/** The columns of a series as they can be for a target: those that do not fit are let go, the only one that can be is taken. */
export function fitted(series: Series, profiles: readonly ColumnProfile[], target: string): Series {
  const others = profiles.filter((each) => each.name !== target);
  const kept = (name: string) => (others.some((each) => each.name === name) ? name : "");
  const only = (...types: ColumnProfile["type"][]) => {
    const found = others.filter((each) => types.includes(each.type));
    return found.length === 1 ? (found[0]?.name ?? "") : "";
  };
  return { ...series, item: series.one ? "" : kept(series.item) || only("Categorical", "Text"), time: kept(series.time) || only("Datetime"), groups: series.groups.filter(kept), related: series.related.filter(kept) };
}

/** Whether a horizon is a number of periods that can be forecast. */
export function soundHorizon(text: string): boolean {
  return /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= MOST_PERIODS;
}

/** Whether nothing is missing, or cannot be. */
export function seriesReady({ item, one, time, groups, related, horizon, frequency, country, quantiles }: Series): boolean {
  const columns = [...(one ? [] : [item]), time, ...groups, ...related];
  return (
    Boolean((item || one) && time) &&
    new Set(columns).size === columns.length &&
    soundHorizon(horizon) &&
    (frequency === "" || FREQUENCY.test(frequency)) &&
    (country === "" || /^[A-Z]{2}$/.test(country)) &&
    quantiles.length > 0 &&
    quantiles.length <= MOST_QUANTILES &&
    quantiles.every((each) => QUANTILE.test(each))
  );
}

/** As the service takes it: what is left empty, the data tells. */
export function seriesConfig(series: Series): TimeSeriesConfig {
  return {
    ItemIdColumn: series.one ? ONE_SERIES : series.item,
    TimestampColumn: series.time,
    ForecastHorizon: Number(series.horizon),
    Quantiles: [...series.quantiles].sort((a, b) => Number(a.slice(1)) - Number(b.slice(1))),
    ...(series.groups.length && { GroupColumns: [...series.groups] }),
    ...(series.related.length && { RelatedColumns: [...series.related] }),
    ...(series.frequency && { ForecastFrequency: series.frequency }),
    ...(series.country && { HolidayCountryCode: series.country }),
  };
}
