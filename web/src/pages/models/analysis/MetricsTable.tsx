import Header from "@cloudscape-design/components/header";
import Table from "@cloudscape-design/components/table";
import { percent } from "../../../components/numbers.ts";
import { useSpeech } from "../../../i18n/language.ts";
import { asMetric } from "./metric.ts";
import { MetricName } from "./MetricName.tsx";
import type { Report } from "./report.ts";

/** Every metric beside the naive model's, with its interval. */
export function MetricsTable({ report }: { report: Report }) {
  const { strings, language } = useSpeech();
  const t = strings.analysis;
  return (
    <Table
      items={report.metrics}
      trackBy="name"
      variant="embedded"
      ariaLabels={{ tableLabel: t.metrics }}
      header={<Header variant="h3">{t.metrics}</Header>}
      columnDefinitions={[
        { id: "name", header: t.metric, isRowHeader: true, cell: (each) => <MetricName metric={each} /> },
        { id: "value", header: t.model, cell: (each) => asMetric(each.name, each.value, language) },
        { id: "baseline", header: t.baseline, cell: (each) => asMetric(each.name, each.baseline, language) },
        {
          id: "interval",
          header: t.interval(percent(report.confidence?.level ?? 0.95, language)),
          cell: (each) => (each.low === null || each.high === null || each.low === undefined ? "-" : `${asMetric(each.name, each.low, language)} – ${asMetric(each.name, each.high, language)}`),
        },
        { id: "direction", header: t.direction, cell: (each) => (each.direction === "Maximize" ? t.higher : t.lower) },
      ]}
    />
  );
}
