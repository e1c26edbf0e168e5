import { figure, percent } from "../../../components/numbers.ts";

const SHARES = /^(accuracy|balanced_?accuracy|f1|f1.?macro|precision|recall|precision.?macro|recall.?macro|auc|wape|mape|smape)$/i;

/** Whether a metric is a share of one, which people read as percent. */
export function shareMetric(name: string): boolean {
  return SHARES.test(name);
}

/** A metric's value as people read it. */
export function asMetric(name: string, value: number | null | undefined, language: string): string {
  if (value === null || value === undefined) return "-";
  return shareMetric(name) ? percent(value, language) : figure(value, language);
}

/**
 * How a model stands beside the naive one by a metric: better, worse, or the same, and by which share of the naive value;
 * undefined where either is not known.
 */
export function against({ value, baseline, direction }: { value: number | null; baseline: number | null; direction: string }): { standing: "better" | "worse" | "same"; share: number | undefined } | undefined {
  if (value === null || baseline === null) return undefined;
  const gain = direction === "Maximize" ? value - baseline : baseline - value;
  const standing = gain > 0 ? "better" : gain < 0 ? "worse" : "same";
  return { standing, share: baseline === 0 ? undefined : gain / Math.abs(baseline) };
}
