import Box from "@cloudscape-design/components/box";
import Popover from "@cloudscape-design/components/popover";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { percent } from "../../../components/numbers.ts";
import { useSpeech } from "../../../i18n/language.ts";
import { against, asMetric } from "./metric.ts";
import type { Metric } from "./report.ts";

/** A metric's name, which tells what it is, which way is better, and how this model does beside the naive one. */
export function MetricName({ metric }: { metric: Metric }) {
  const { strings, language } = useSpeech();
  const { analysis: t, metrics } = strings;
  const known = (metrics as Record<string, { name: string; means: string } | undefined>)[metric.name];
  if (!known) return <>{metric.name}</>;
  const told = (value: number | null) => asMetric(metric.name, value, language);
  const found = against(metric);
  return (
    <Popover
      header={known.name}
      triggerAriaLabel={t.explain(metric.name)}
      dismissAriaLabel={strings.common.close}
      content={
        <SpaceBetween size="xs">
          <Box>{known.means}</Box>
          <Box>{metric.direction === "Maximize" ? t.higherMeans : t.lowerMeans}</Box>
          {found && <Box>{t.against(told(metric.value), told(metric.baseline), found.share === undefined ? undefined : percent(Math.abs(found.share), language), found.standing)}</Box>}
        </SpaceBetween>
      }
    >
      {metric.name}
    </Popover>
  );
}
