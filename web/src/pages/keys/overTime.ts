/** What is counted: when it was, in seconds since the epoch, and what it is called. */
export interface Counted {
  EventTime?: number;
  EventName?: string;
}

export interface OverTime {
  /** Seconds that a bar covers. */
  step: number;
  /** When each bar begins. */
  times: Date[];
  /** One for each name, the most frequent first; the rest together, as the last. */
  series: { name: string; counts: number[] }[];
}

const STEPS = [60, 300, 900, 3600, 6 * 3600, 86_400, 7 * 86_400, 30 * 86_400];
const BARS = 24;
const MOST_NAMES = 6;
const REST = "…";

/** Events counted by name in two dozen bars at most. */
export function overTime(events: readonly Counted[]): OverTime {
  const at = events.flatMap((event) => (event.EventTime === undefined ? [] : [event.EventTime]));
  if (!at.length) return { step: 60, times: [], series: [] };
  const first = at.reduce((a, b) => Math.min(a, b));
  const last = at.reduce((a, b) => Math.max(a, b));
  const step = STEPS.find((each) => Math.floor(last / each) - Math.floor(first / each) < BARS) ?? (last - first) / (BARS - 1);
  const begin = Math.floor(first / step);
  const bars = Math.floor(last / step) - begin + 1;
  const counts = new Map<string, number[]>();
  for (const { EventTime, EventName = "" } of events) {
    if (EventTime === undefined) continue;
    const bar = Math.floor(EventTime / step) - begin;
    const of = counts.get(EventName) ?? Array.from({ length: bars }, () => 0);
    of[bar] = (of[bar] ?? 0) + 1;
    counts.set(EventName, of);
  }
  const total = (of: number[]) => of.reduce((sum, each) => sum + each, 0);
  const sorted = [...counts].map(([name, of]) => ({ name, counts: of })).sort((a, b) => total(b.counts) - total(a.counts));
  const rest = sorted.slice(MOST_NAMES);
  const series = sorted.slice(0, MOST_NAMES);
  if (rest.length) series.push({ name: REST, counts: Array.from({ length: bars }, (_, bar) => rest.reduce((sum, each) => sum + (each.counts[bar] ?? 0), 0)) });
  return { step, times: Array.from({ length: bars }, (_, bar) => new Date((begin + bar) * step * 1000)), series };
}
