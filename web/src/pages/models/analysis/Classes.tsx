import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { count, percent } from "../../../components/numbers.ts";
import { useSpeech } from "../../../i18n/language.ts";
import { FlowChart } from "./FlowChart.tsx";
import type { Classification } from "./report.ts";

/** Where predictions of labels go right and wrong: confusion matrix, and figures by label. */
export function Classes({ found }: { found: Classification }) {
  const { strings, language } = useSpeech();
  const { analysis: t, studio: s } = strings;
  const { labels, counts, merged } = found.confusion;
  const named = labels.map((label) => (label === "" && merged ? t.merged(merged) : label));
  const lines = named.map((label, actual) => ({ label, cells: counts[actual] ?? [] }));
  return (
    <SpaceBetween size="l">
      <FlowChart labels={named} counts={counts} />
      <Table
        items={lines}
        trackBy="label"
        variant="embedded"
        ariaLabels={{ tableLabel: t.confusion }}
        header={<Header variant="h3" description={t.confusionHint}>{t.confusion}</Header>}
        columnDefinitions={[
          { id: "actual", header: t.actual, isRowHeader: true, cell: (line) => <Box variant="strong">{line.label}</Box> },
          ...named.map((label, place) => ({
            id: `p${place}`,
            header: t.predictedAs(label),
            cell: (line: (typeof lines)[number]) => <Cell value={line.cells[place] ?? 0} total={line.cells.reduce((sum, each) => sum + each, 0)} right={line.label === label} />,
          })),
        ]}
      />
      <Table
        items={found.per_class.rows}
        trackBy="label"
        variant="embedded"
        ariaLabels={{ tableLabel: t.byLabel }}
        header={<Header variant="h3" description={found.threshold === null || labels.length > 2 ? undefined : t.threshold(percent(found.threshold, language))}>{t.byLabel}</Header>}
        columnDefinitions={[
          { id: "label", header: t.label, isRowHeader: true, cell: (each) => each.label },
          { id: "rows", header: s.rows, cell: (each) => count(each.rows, language) },
          { id: "predicted", header: t.predicted, cell: (each) => count(each.predicted, language) },
          { id: "precision", header: t.precision, cell: (each) => percent(each.precision ?? undefined, language) },
          { id: "recall", header: t.recall, cell: (each) => percent(each.recall ?? undefined, language) },
          { id: "f1", header: "F1", cell: (each) => percent(each.f1 ?? undefined, language) },
          { id: "auc", header: "AUC", cell: (each) => percent(each.auc ?? undefined, language) },
        ]}
        footer={found.per_class.left_out > 0 ? <Box textAlign="center">{s.more(found.per_class.left_out)}</Box> : undefined}
      />
    </SpaceBetween>
  );
}

function Cell({ value, total, right }: { value: number; total: number; right: boolean }) {
  const { language } = useSpeech();
  return (
    <Box color={right ? "text-status-success" : value ? "text-status-error" : "text-status-inactive"} fontWeight={right ? "bold" : "normal"}>
      {count(value, language)} ({percent(total ? value / total : 0, language)})
    </Box>
  );
}
