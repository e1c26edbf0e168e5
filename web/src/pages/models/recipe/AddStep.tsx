import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { call } from "../../../api/door.ts";
import type { RecipeColumn, RecipeTable } from "../../../api/shapes/sealcanvas.ts";
import { useAction } from "../../../api/useAction.ts";
import type { PickedDataset } from "../../../components/DatasetPicker.tsx";
import { Dialog } from "../../../components/Dialog.tsx";
import { Refusal } from "../../../components/Refusal.tsx";
import { useStrings } from "../../../i18n/language.ts";
import { added, asRecipe, type Written } from "./recipe.ts";
import { type Draft, FIRST_DRAFT, KINDS, type Step, type StepKind, stepOf } from "./step.ts";
import { StepFields } from "./StepFields.tsx";

interface Props {
  place: { DatasetId: string; DatasetVersion: number | undefined };
  workspace: { domainId: string; profile: string };
  written: Written;
  /** Those that the steps before leave. */
  columns: readonly RecipeColumn[];
  add: (step: Step, table?: RecipeTable) => void;
  close: () => void;
}

/** One step more; the service checks it before it is added. */
export function AddStep({ place, workspace, written, columns, add, close }: Props) {
  const { recipe: t } = useStrings();
  const [draft, setDraft] = useState<Draft>(FIRST_DRAFT);
  const [other, setOther] = useState<PickedDataset>();
  const [problems, setProblems] = useState<readonly string[]>([]);
  const kindOf = (name: string) => columns.find((each) => each.Name === name)?.Kind;
  const step = stepOf({ ...draft, table: other?.name ?? "" }, (name) => kindOf(name) === "number");
  const action = useAction(async () => {
    if (!step) return;
    const table = draft.kind === "join" && other ? { TableName: other.name.slice(0, 100), DatasetId: other.id, DatasetVersion: other.version } : undefined;
    const wished = table ? { ...step, table: table.TableName } : step;
    const Recipe = asRecipe({ ...added(written, wished, table), left: [] });
    if (!Recipe) return;
    const checked = await call("sealcanvas", "CheckRecipe", { ...place, Recipe });
    const found = (checked.Problems ?? []).map((each) => each.Message ?? "");
    setProblems(found);
    if (!found.length) add(wished, table);
  });
  const option = (value: StepKind) => ({ value, label: t.steps[value].name, description: t.steps[value].hint });
  return (
    <Dialog
      title={t.add}
      size="medium"
      button={t.add}
      busy={action.busy}
      disabled={!step}
      run={() => void action.run()}
      close={close}
    >
      <SpaceBetween size="m">
        <FormField label={t.step}>
          <Select
            selectedOption={option(draft.kind)}
            options={KINDS.map(option)}
            onChange={({ detail }) => {
              setDraft({ ...draft, kind: detail.selectedOption.value as StepKind });
              setProblems([]);
            }}
          />
        </FormField>
        <StepFields draft={draft} change={setDraft} columns={columns} workspace={workspace} other={other} chooseOther={setOther} />
        {problems.map((each) => <Alert key={each} type="error">{each}</Alert>)}
        <Refusal error={action.error} retry={() => void action.run()} />
      </SpaceBetween>
    </Dialog>
  );
}
