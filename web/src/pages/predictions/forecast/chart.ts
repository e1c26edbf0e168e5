import { wallClock } from "../../../components/wallClock.ts";

type Values = readonly (number | null)[];

/** What DescribeForecastItem draws (docs/canvas.md): of one item, or of all together. */
export interface Chart {
  keys: readonly string[] | null;
  past: { times: readonly string[]; values: Values };
  /** `times`, and a list of values for each quantile and the mean. */
  ahead: { times: readonly string[] } & Readonly<Record<string, readonly (string | number | null)[]>>;
  related?: Readonly<Record<string, { past: Values; ahead: Values }>>;
  /** Of all items: the sums of their quantiles, which are no quantiles of the sum. */
  together?: Readonly<Record<string, Values>>;
  items?: number;
  leftOut?: number;
}

export interface Words {
  history: string;
  mean: string;
  sumOf: (quantile: string) => string;
  whatIf: (line: string) => string;
}

interface Line {
  title: string;
  points: { x: Date; y: number | null }[];
}

/** A chart's lines: the history, then each quantile ahead; of all items their mean, and the sums of the outer quantiles. */
export function linesOf(chart: Chart, quantiles: readonly string[], words: Words, other?: Chart): Line[] {
  const ahead = chart.ahead.times;
  const lines = [{ title: words.history, points: points(chart.past.times, chart.past.values) }];
  if (!chart.keys) {
    lines.push({ title: words.mean, points: points(ahead, valuesOf(chart, "mean")) });
    for (const name of outer(quantiles)) lines.push({ title: words.sumOf(name), points: points(ahead, chart.together?.[name] ?? []) });
  } else {
    for (const name of quantiles) lines.push({ title: name, points: points(ahead, valuesOf(chart, name)) });
  }
  if (other) {
    const middle = middleOf(chart, quantiles);
    lines.push({ title: words.whatIf(middle === "mean" ? words.mean : middle), points: points(other.ahead.times, valuesOf(other, middle)) });
  }
  return lines;
}

/** The line that stands for a chart: p50, else the quantile in the middle; of all items the mean. */
export function middleOf(chart: Chart, quantiles: readonly string[]): string {
  if (!chart.keys) return "mean";
  return quantiles.includes("p50") ? "p50" : (quantiles[Math.floor(quantiles.length / 2)] ?? "mean");
}

/** The lowest and the highest quantile, if there are two. */
export function outer(quantiles: readonly string[]): string[] {
  const sorted = quantiles.filter((each) => each !== "mean").sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
  return sorted.length > 1 ? [sorted[0] ?? "", sorted.at(-1) ?? ""] : [];
}

/** What a chart says of a quantile, or of the mean, period by period. */
export function valuesOf(chart: Chart, name: string): Values {
  return (chart.ahead[name] ?? []) as Values;
}

/** The sum over the horizon, where every period is known. */
export function sum(values: Values): number | undefined {
  return values.every((each) => each !== null) && values.length ? values.reduce<number>((a, b) => a + (b ?? 0), 0) : undefined;
}

function points(times: readonly string[], values: Values): { x: Date; y: number | null }[] {
  return times.map((time, at) => ({ x: wallClock(time), y: values[at] ?? null }));
}
