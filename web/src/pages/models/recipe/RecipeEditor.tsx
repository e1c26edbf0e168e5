import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Multiselect from "@cloudscape-design/components/multiselect";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useState } from "react";
import type { RecipeColumn } from "../../../api/shapes/sealcanvas.ts";
import { useOperation } from "../../../api/useOperation.ts";
import { Refusal } from "../../../components/Refusal.tsx";
import { useStrings } from "../../../i18n/language.ts";
import { AddStep } from "./AddStep.tsx";
import { RecipePreview } from "./RecipePreview.tsx";
import { added, asRecipe, redone, undone, type Written } from "./recipe.ts";
import { detailsOf } from "./step.ts";

interface Props {
  dataset: { id: string; version: number | undefined; workspace: { domainId: string; profile: string } };
  target: string;
  columns: readonly RecipeColumn[];
  written: Written;
  write: (written: Written) => void;
}

/** How the rows are prepared before the model learns from them: steps, checked as they are added, and what comes of them. */
export function RecipeEditor({ dataset, target, columns, written, write }: Props) {
  const t = useStrings().recipe;
  const [adding, setAdding] = useState(false);
  const [shown, show] = useState<string>();
  const place = { DatasetId: dataset.id, DatasetVersion: dataset.version };
  const recipe = asRecipe(written);
  const steps = asRecipe({ ...written, left: [] });
  const ahead = useOperation("sealcanvas", "CheckRecipe", steps ? { ...place, Recipe: steps } : null);
  const whole = useOperation("sealcanvas", "CheckRecipe", recipe ? { ...place, Recipe: recipe } : null);
  const now = steps ? (ahead.data?.Columns ?? columns) : columns;
  const key = JSON.stringify(recipe);
  const rows = written.steps.map((step, at) => ({ step, number: at + 1 }));
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={t.hint}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button iconName="undo" ariaLabel={t.undo} disabled={!written.steps.length} onClick={() => write(undone(written))} />
              <Button iconName="redo" ariaLabel={t.redo} disabled={!written.undone.length} onClick={() => write(redone(written))} />
              <Button disabled={!recipe} onClick={() => show(key)}>{t.preview}</Button>
              <Button onClick={() => setAdding(true)}>{t.add}</Button>
            </SpaceBetween>
          }
        >
          {t.title}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <FormField label={t.leave} description={t.leaveHint}>
          <Multiselect
            selectedOptions={written.left.map((value) => ({ value, label: value }))}
            options={now.filter((each) => each.Name !== target).map((each) => ({ value: each.Name, label: each.Name, description: each.Kind && t.kinds[each.Kind] }))}
            filteringType="auto"
            placeholder={t.everyColumn}
            onChange={({ detail }) => write({ ...written, left: detail.selectedOptions.map((each) => each.value ?? "") })}
          />
        </FormField>
        {rows.length > 0 && (
          <Table
            items={rows}
            trackBy={(each) => String(each.number)}
            variant="embedded"
            wrapLines
            ariaLabels={{ tableLabel: t.title }}
            columnDefinitions={[
              { id: "number", header: "#", cell: (each) => each.number, width: 60 },
              { id: "step", header: t.step, isRowHeader: true, cell: (each) => t.steps[each.step.step].name, width: 200 },
              { id: "details", header: t.details, cell: (each) => detailsOf(each.step) },
            ]}
          />
        )}
        {(whole.data?.Problems ?? []).map((problem) => <Alert key={`${problem.StepNumber} ${problem.Message}`} type="error">{problem.StepNumber ? t.problem(problem.StepNumber, problem.Message ?? "") : problem.Message}</Alert>)}
        <Refusal error={whole.error} retry={whole.reload} />
        {recipe && <Box color="text-body-secondary">{t.result((whole.data?.Columns ?? now).length)}</Box>}
        {shown && shown === key && recipe && <RecipePreview place={place} recipe={recipe} />}
      </SpaceBetween>
      {adding && (
        <AddStep
          place={place}
          workspace={dataset.workspace}
          written={written}
          columns={now}
          add={(step, table) => {
            write(added(written, step, table));
            setAdding(false);
          }}
          close={() => setAdding(false)}
        />
      )}
    </Container>
  );
}
