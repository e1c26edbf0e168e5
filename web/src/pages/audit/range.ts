import type { DateRangePickerProps } from "@cloudscape-design/components/date-range-picker";

export type Range = DateRangePickerProps.Value;

export const RANGES = [
  { amount: 30, unit: "minute", type: "relative" },
  { amount: 1, unit: "hour", type: "relative" },
  { amount: 12, unit: "hour", type: "relative" },
  { amount: 1, unit: "day", type: "relative" },
  { amount: 7, unit: "day", type: "relative" },
  { amount: 90, unit: "day", type: "relative" },
] as const;

const SECONDS: Record<string, number> = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 7 * 86_400, month: 30 * 86_400, year: 365 * 86_400 };
const GRAIN = 60;

/** When a range begins and ends, in seconds since the epoch; relative ones begin at a whole minute, so that they stay the same for it. */
export function secondsOf(range: Range | null, now: Date): { from?: number; to?: number } {
  if (!range) return {};
  if (range.type === "relative") {
    const from = now.getTime() / 1000 - range.amount * (SECONDS[range.unit] ?? 1);
    return { from: Math.floor(from / GRAIN) * GRAIN };
  }
  return { from: Date.parse(range.startDate) / 1000, to: Date.parse(range.endDate) / 1000 };
}

/** Whether it is a range at all: its end after its beginning. */
export function isValidRange(range: Range | null): boolean {
  if (!range || range.type === "relative") return !range || (Number.isFinite(range.amount) && range.amount > 0);
  return Date.parse(range.startDate) < Date.parse(range.endDate);
}
