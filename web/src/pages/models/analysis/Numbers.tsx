import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { Lines } from "../../../components/Chart.tsx";
import { figure } from "../../../components/numbers.ts";
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
    </SpaceBetween>
  );
}
