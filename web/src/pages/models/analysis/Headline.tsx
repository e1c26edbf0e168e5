import Box from "@cloudscape-design/components/box";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import { count, figure, percent } from "../../../components/numbers.ts";
import { useSpeech } from "../../../i18n/language.ts";
import { duration } from "../../jobs/duration.ts";
import { asMetric } from "./metric.ts";
import { MetricName } from "./MetricName.tsx";
import type { Metric, Report } from "./report.ts";

/** The score that the build optimised, how sure it is, and what a naive model reaches. */
export function Headline({ report }: { report: Report }) {
  const { strings, language } = useSpeech();
  const t = strings.analysis;
  const [first] = report.metrics;
  if (!first) return null;
  const told = (value: number | null) => asMetric(first.name, value, language);
  const better = standing(first);
  return (
    <Container header={<Header variant="h2" description={t.rests(count(report.rows, language), report.folds)}>{t.headline}</Header>}>
      <ColumnLayout columns={4} variant="text-grid" minColumnWidth={190}>
        <div>
          <Box variant="awsui-key-label"><MetricName metric={first} /></Box>
          <Box fontSize="display-l" fontWeight="bold">{told(first.value)}</Box>
          <Box color="text-body-secondary">{[first.direction === "Maximize" ? t.higher : t.lower, /^(RMSE|MAE)$/.test(first.name) && t.inUnit(report.target)].filter(Boolean).join(". ")}</Box>
        </div>
        <div>
          <Box variant="awsui-key-label">{t.interval(percent(report.confidence?.level ?? 0.95, language))}</Box>
          <Box fontSize="heading-l">{first.low === null || first.high === null ? "-" : `${told(first.low)} – ${told(first.high)}`}</Box>
          <Box color="text-body-secondary">{t.intervalHint}</Box>
        </div>
        <div>
          <Box variant="awsui-key-label">{t.baseline}</Box>
          <Box fontSize="heading-l">{told(first.baseline)}</Box>
          <Box color={better === "beats" ? "text-status-success" : "text-status-warning"}>{t[better]}</Box>
        </div>
        <div>
          <Box variant="awsui-key-label">{t.latency}</Box>
          <Box fontSize="heading-l">{latency(report.inference_latency_seconds, language)}</Box>
        </div>
      </ColumnLayout>
    </Container>
  );
}

/** Whether a model does better than the naive one; surely only if all of its interval does. */
function standing({ value, baseline, low, high, direction }: Metric): "noBaseline" | "beats" | "mayBeat" | "doesNotBeat" {
  if (value === null || baseline === null) return "noBaseline";
  const up = direction === "Maximize";
  const gain = (score: number) => (up ? score - baseline : baseline - score);
  if (gain(value) <= 0) return "doesNotBeat";
  return gain((up ? low : high) ?? value) > 0 ? "beats" : "mayBeat";
}

function latency(seconds: number | null | undefined, language: string): string {
  if (seconds === null || seconds === undefined) return "-";
  return seconds < 1 ? `${figure(seconds * 1000, language)} ms` : duration(seconds, language);
}
