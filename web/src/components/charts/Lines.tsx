import Box from "@cloudscape-design/components/box";
import MixedLineBarChart, { type MixedLineBarChartProps } from "@cloudscape-design/components/mixed-line-bar-chart";
import { useSpeech } from "../../i18n/language.ts";
import { figure } from "../numbers.ts";

export interface Line {
  title: string;
  /** Numbers, or times as ISO texts or milliseconds, with a value each; nulls are gaps. */
  points: readonly { x: number | Date; y: number | null | undefined }[];
  color?: string;
  /** A horizontal line at this height instead of points. */
  level?: number;
}

export interface LinesProps {
  title: string;
  lines: readonly Line[];
  xTitle?: string;
  yTitle?: string;
  height?: number;
  xDomain?: readonly [number, number];
  yDomain?: readonly [number, number];
  legend?: boolean;
}

/** Lines over numbers or times. */
export function Lines({ title, lines, xTitle, yTitle, height = 260, xDomain, yDomain, legend = true }: LinesProps) {
  const { strings, language } = useSpeech();
  const time = lines.some(({ points }) => points.some(({ x }) => x instanceof Date));
  const told = (value: number) => figure(value, language);
  const day = new Intl.DateTimeFormat(language, { dateStyle: "short" });
  const series = lines.map((line) =>
    line.level !== undefined
      ? { type: "threshold" as const, title: line.title, y: line.level, valueFormatter: told, color: line.color }
      : { type: "line" as const, title: line.title, color: line.color, valueFormatter: told, data: line.points.filter(({ y }) => y !== null && y !== undefined && Number.isFinite(y)) },
  ) as MixedLineBarChartProps.ChartSeries<number | Date>[]; // numbers or times throughout, which the type cannot tell
  const heights = lines.flatMap(({ points }) => points.flatMap(({ y }) => (typeof y === "number" && Number.isFinite(y) ? [y] : [])));
  return (
    <MixedLineBarChart
      ariaLabel={title}
      series={series}
      xScaleType={time ? "time" : "linear"}
      xDomain={xDomain}
      yDomain={yDomain ?? (time ? around(heights) : undefined)}
      xTitle={xTitle}
      yTitle={yTitle}
      height={height}
      hideFilter
      hideLegend={!legend}
      i18nStrings={{ xTickFormatter: (x) => (x instanceof Date ? day.format(x) : told(Number(x))), yTickFormatter: told }}
      empty={<Box textAlign="center">{strings.studio.nothing}</Box>}
    />
  );
}

/** From a little below the lowest to a little above the highest value: what moves over time need not begin at 0. */
function around(values: readonly number[]): [number, number] | undefined {
  if (!values.length) return undefined;
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const room = (high - low || Math.abs(high) || 1) * 0.1;
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}
