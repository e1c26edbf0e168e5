import Box from "@cloudscape-design/components/box";
import BarChart from "@cloudscape-design/components/bar-chart";
import { useSpeech } from "../../i18n/language.ts";
import { figure } from "../numbers.ts";

export interface BarsProps {
  title: string;
  /** Names and values, in the order to show them. */
  bars: readonly { name: string; value: number }[];
  horizontal?: boolean;
  xTitle?: string;
  yTitle?: string;
  height?: number;
  format?: (value: number) => string;
}

/** Values by name. */
export function Bars({ title, bars, horizontal, xTitle, yTitle, height = 240, format }: BarsProps) {
  const { strings, language } = useSpeech();
  const told = format ?? ((value: number) => figure(value, language));
  return (
    <BarChart
      ariaLabel={title}
      series={[{ type: "bar", title, data: bars.map(({ name, value }) => ({ x: name, y: value })), valueFormatter: told }]}
      xScaleType="categorical"
      horizontalBars={horizontal}
      xTitle={horizontal ? yTitle : xTitle}
      yTitle={horizontal ? xTitle : yTitle}
      height={height}
      hideFilter
      hideLegend
      i18nStrings={{ yTickFormatter: told }}
      empty={<Box textAlign="center">{strings.studio.nothing}</Box>}
    />
  );
}
