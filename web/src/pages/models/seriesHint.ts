import { wallClock } from "../../components/wallClock.ts";
import type { ColumnProfile } from "../datasets/profile.ts";

export type Step = "minutes" | "hour" | "day" | "week" | "month" | "quarter" | "year" | "regular";

/** How a table looks like time series: which columns, and in what steps. */
export interface SeriesHint {
  time: string;
  /** The column that tells series apart; empty where there is one series. */
  item: string;
  step: Step;
}

const LEAST_STEPS = 5;
const REGULAR = 0.9;
const TOLERANCE = 0.12; // months have 28 to 31 days
const ITEM_SHARE = 0.25;
const HOUR = 3_600_000;
const STEPS: readonly [Step, number][] = [["hour", HOUR], ["day", 24 * HOUR], ["week", 168 * HOUR], ["month", 730.5 * HOUR], ["quarter", 2191.5 * HOUR], ["year", 8766 * HOUR]];

/**
 * Whether a table looks like time series: a time column that goes on in regular steps, by itself or for each value of one other column.
 *
 * @param sample the first rows, in the columns' order.
 */
export function seriesHint(profiles: readonly ColumnProfile[], rows: number, sample: readonly (readonly string[])[], target: string): SeriesHint | undefined {
  const others = profiles.map((profile, at) => ({ profile, at })).filter(({ profile }) => profile.name !== target);
  for (const { profile: time, at } of others.filter(({ profile }) => profile.type === "Datetime")) {
    const alone = stepOf(sample, at, undefined);
    if (alone && time.unique === rows - time.missing) return { time: time.name, item: "", step: alone };
    for (const { profile: item, at: key } of others.filter(({ profile }) => profile.type === "Categorical" && profile.unique > 1 && profile.unique <= ITEM_SHARE * rows)) {
      const step = stepOf(sample, at, key);
      if (step) return { time: time.name, item: item.name, step };
    }
  }
  return undefined;
}

/** The step that times go on in, within each value of the column `key` if there is one; undefined where it is not regular. */
function stepOf(sample: readonly (readonly string[])[], at: number, key: number | undefined): Step | undefined {
  const groups = new Map<string, number[]>();
  for (const row of sample) {
    const time = wallClock(row[at] ?? "").getTime();
    if (Number.isNaN(time)) continue;
    const name = key === undefined ? "" : (row[key] ?? "");
    groups.set(name, [...(groups.get(name) ?? []), time]);
  }
  const steps = [...groups.values()].flatMap((times) => times.sort((a, b) => a - b).slice(1).map((time, place) => time - (times[place] ?? 0)));
  if (steps.length < LEAST_STEPS || steps.includes(0)) return undefined;
  const typical = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  const regular = steps.filter((step) => Math.abs(step - typical) <= TOLERANCE * typical).length;
  if (regular < REGULAR * steps.length) return undefined;
  if (typical < 0.95 * HOUR) return "minutes";
  return STEPS.find(([, length]) => Math.abs(typical - length) <= TOLERANCE * length)?.[0] ?? "regular";
}
