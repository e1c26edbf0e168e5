import ColumnLayout from "@cloudscape-design/components/column-layout";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import type { ObjectiveMetricName, ProblemType, TrainingMethod } from "../../api/shapes/sealcanvas.ts";
import { useStrings } from "../../i18n/language.ts";
import { METHODS, type Method, OBJECTIVES, soundCandidates, soundValidation } from "./method.ts";

interface Props {
  problem: ProblemType;
  method: Method;
  change: (method: Method) => void;
}

/** What candidates are chosen by, and how they are looked for; nobody has to open it. */
export function MethodPart({ problem, method, change }: Props) {
  const { models: t, metrics: m } = useStrings();
  const [first = "RMSE"] = OBJECTIVES[problem];
  const chosen = OBJECTIVES[problem].includes(method.objective as ObjectiveMetricName) ? (method.objective as ObjectiveMetricName) : first;
  const objective = (value: ObjectiveMetricName) => ({ value, label: value === first ? t.byDefault(m[value].name) : m[value].name, description: m[value].means });
  const training = (value: TrainingMethod) => ({ value, label: t.methods[value].name, description: t.methods[value].hint });
  const table = problem !== "TimeSeriesForecasting";
  return (
    <ExpandableSection headerText={t.advanced} headerDescription={t.advancedHint}>
      <ColumnLayout columns={2}>
        <FormField label={t.objective} description={m[chosen].means}>
          <Select selectedOption={objective(chosen)} options={OBJECTIVES[problem].map(objective)} onChange={({ detail }) => change({ ...method, objective: detail.selectedOption.value as ObjectiveMetricName })} />
        </FormField>
        {table && (
          <FormField label={t.method} description={t.methods[method.training].hint}>
            <Select selectedOption={training(method.training)} options={METHODS.map(training)} onChange={({ detail }) => change({ ...method, training: detail.selectedOption.value as TrainingMethod })} />
          </FormField>
        )}
        {table && (
          <FormField label={t.validation} description={t.validationHint} errorText={soundValidation(method.validation) ? undefined : t.validationWrong}>
            <Input inputMode="decimal" value={method.validation} placeholder={t.inFolds} onChange={({ detail }) => change({ ...method, validation: detail.value })} />
          </FormField>
        )}
        {table && (
          <FormField label={t.candidates} description={t.candidatesHint} errorText={soundCandidates(method.candidates) ? undefined : t.candidatesWrong}>
            <Input inputMode="numeric" value={method.candidates} placeholder={t.asTimeAllows} onChange={({ detail }) => change({ ...method, candidates: detail.value })} />
          </FormField>
        )}
      </ColumnLayout>
    </ExpandableSection>
  );
}
