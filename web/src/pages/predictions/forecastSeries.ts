import { wallClock } from "../../components/wallClock.ts";

/** The series of a forecast's export: keys, times, and a line for each quantile. */
export interface ForecastSeries {
  keys: string;
  times: Date[];
  lines: { name: string; values: number[] }[];
}

/** Rows of an export by series; key columns are all before the date, quantiles all after it. */
export function seriesOf(columns: readonly string[], rows: readonly (readonly string[])[]): ForecastSeries[] {
  const names = columns.map((each) => each.toLowerCase());
  const date = names.indexOf("date");
  const keys = names.flatMap((name, at) => (name === "item_id" || name.startsWith("dimension_") || (at < date && at >= 0) ? [at] : []));
  const quantiles = names.flatMap((name, at) => (/^(p\d{1,2}|mean)$/.test(name) ? [at] : []));
  const found = new Map<string, ForecastSeries>();
  for (const row of rows) {
    const key = keys.map((at) => row[at] ?? "").join(" / ");
    let series = found.get(key);
    if (!series) {
      series = { keys: key, times: [], lines: quantiles.map((at) => ({ name: columns[at] ?? "", values: [] })) };
      found.set(key, series);
    }
    series.times.push(wallClock(row[date] ?? ""));
    quantiles.forEach((at, line) => series.lines[line]?.values.push(Number(row[at])));
  }
  return [...found.values()];
}

/** The sum of all series, period by period, of one line; quantiles do not add up, so that of the median is shown. */
export function total(series: readonly ForecastSeries[], name: string): { x: Date; y: number }[] {
  const sums = new Map<number, number>();
  for (const each of series) {
    const line = each.lines.find((one) => one.name === name);
    each.times.forEach((time, at) => sums.set(time.getTime(), (sums.get(time.getTime()) ?? 0) + (line?.values[at] ?? 0)));
  }
  return [...sums].sort(([a], [b]) => a - b).map(([time, y]) => ({ x: new Date(time), y }));
}
