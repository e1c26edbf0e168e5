import ColumnLayout from "@cloudscape-design/components/column-layout";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { Lines } from "../../../components/Chart.tsx";
import { figure, percent } from "../../../components/numbers.ts";
import { useSpeech } from "../../../i18n/language.ts";
import { points } from "./points.ts";
import type { Classification } from "./report.ts";

const UNIT = [0, 1] as const;

/** Of one label against all others: ROC and precision-recall curve; and whether probabilities can be believed. */
export function Curves({ found }: { found: Classification }) {
  const { strings, language } = useSpeech();
  const t = strings.analysis;
  const [label, setLabel] = useState(found.curves[0]?.label ?? "");
  const curve = found.curves.find((each) => each.label === label);
  const { bins, error } = found.calibration;
  const diagonal = { title: t.chance, points: [{ x: 0, y: 0 }, { x: 1, y: 1 }] };
  return (
    <SpaceBetween size="l">
      {found.curves.length > 1 && (
        <FormField label={t.label}>
          <Select selectedOption={{ value: label, label }} options={found.curves.map((each) => ({ value: each.label, label: each.label }))} onChange={({ detail }) => setLabel(detail.selectedOption.value ?? "")} />
        </FormField>
      )}
      <ColumnLayout columns={2}>
        {curve && (
          <div>
            <Header variant="h3" description={`AUC ${figure(curve.auc ?? undefined, language)}`}>{t.roc}</Header>
            <Lines title={t.roc} xTitle={t.falsePositives} yTitle={t.truePositives} xDomain={UNIT} yDomain={UNIT} lines={[{ title: label, points: points(curve.roc.false_positive_rate, curve.roc.true_positive_rate) }, diagonal]} />
          </div>
        )}
        {curve && (
          <div>
            <Header variant="h3" description={`${t.averagePrecision} ${figure(curve.average_precision ?? undefined, language)}`}>{t.precisionRecall}</Header>
            <Lines title={t.precisionRecall} xTitle={t.recall} yTitle={t.precision} xDomain={UNIT} yDomain={UNIT} lines={[{ title: label, points: points(curve.precision_recall.recall, curve.precision_recall.precision) }]} />
          </div>
        )}
        <div>
          <Header variant="h3" description={t.calibrationHint(percent(error ?? undefined, language))}>{t.calibration}</Header>
          <Lines title={t.calibration} xTitle={t.predictedShare} yTitle={t.actualShare} xDomain={UNIT} yDomain={UNIT} lines={[{ title: t.model, points: points(bins.predicted, bins.actual) }, { ...diagonal, title: t.perfect }]} />
        </div>
      </ColumnLayout>
    </SpaceBetween>
  );
}
