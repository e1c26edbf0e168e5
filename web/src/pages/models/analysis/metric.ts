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
