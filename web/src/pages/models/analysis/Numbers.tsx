import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { Lines } from "../../../components/Chart.tsx";
import { count, figure } from "../../../components/numbers.ts";
import { useSpeech } from "../../../i18n/language.ts";
import { points } from "./points.ts";
import type { Regression } from "./report.ts";

/** Predicted against actual numbers: the mean by prediction, where most lie, and the band of the usual error. */
export function Numbers({ found }: { found: Regression }) {
  const { strings, language } = useSpeech();
  const t = strings.analysis;
  const { line, band } = found;
  const ideal = line.predicted.map((value) => ({ x: value, y: value }));
  const shifted = (by: number) => ideal.map(({ x, y }) => ({ x, y: y + by }));
  const told = (value: number | undefined) => figure(value, language);
  const rows = line.predicted.map((predicted, at) => ({ at, predicted, actual: line.actual[at], low: line.low[at], high: line.high[at], rows: line.rows[at] }));
  return (
    <SpaceBetween size="m">
      <Header variant="h3" description={t.scoringHint(figure(band ?? undefined, language))}>{t.predictedActual}</Header>
      <Lines
        title={t.predictedActual}
        height={360}
        xTitle={t.predicted}
        yTitle={t.actual}
        lines={[
          { title: t.actualMean, points: points(line.predicted, line.actual) },
          { title: t.perfect, points: ideal },
          { title: t.p90, points: points(line.predicted, line.high) },
          { title: t.p10, points: points(line.predicted, line.low) },
          ...(band === null ? [] : [{ title: t.plusBand, points: shifted(band) }, { title: t.minusBand, points: shifted(-band) }]),
        ]}
      />
      <ExpandableSection headerText={strings.forecast.asTable}>
        <Table
          items={rows}
          trackBy={(row) => String(row.at)}
          variant="embedded"
          contentDensity="compact"
          ariaLabels={{ tableLabel: t.predictedActual }}
          columnDefinitions={[
            { id: "predicted", header: t.predicted, isRowHeader: true, cell: (row) => told(row.predicted) },
            { id: "actual", header: t.actualMean, cell: (row) => told(row.actual) },
            { id: "low", header: t.p10, cell: (row) => told(row.low) },
            { id: "high", header: t.p90, cell: (row) => told(row.high) },
            { id: "rows", header: strings.studio.rows, cell: (row) => count(row.rows, language) },
          ]}
        />
      </ExpandableSection>
    </SpaceBetween>
  );
}
