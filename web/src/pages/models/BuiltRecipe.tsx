import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import type { DescribeModelVersionResponse } from "../../api/shapes/sealcanvas.ts";
import { useOperation } from "../../api/useOperation.ts";
import { Code } from "../../components/Code.tsx";
import { Refusal } from "../../components/Refusal.tsx";
import { useStrings } from "../../i18n/language.ts";
import { detailsOf, type Step } from "./recipe/step.ts";

/** The recipe that a version was built with; once it is Ready, in Python as it was fitted too. */
export function BuiltRecipe({ version }: { version: DescribeModelVersionResponse }) {
  const t = useStrings().recipe;
  const { Recipe, ModelVersionId = "", Status } = version;
  const { data, error } = useOperation("sealcanvas", "ExportRecipe", Recipe && Status === "Ready" ? { ModelVersionId } : null);
  if (!Recipe) return null;
  const steps = (JSON.parse(Recipe.Steps) as Step[]).map((step, at) => ({ step, number: at + 1 }));
  return (
    <SpaceBetween size="m">
      <Table
        items={steps}
        trackBy={(each) => String(each.number)}
        wrapLines
        ariaLabels={{ tableLabel: t.title }}
        header={<Header variant="h2" counter={`(${steps.length})`}>{t.title}</Header>}
        columnDefinitions={[
          { id: "number", header: "#", cell: (each) => each.number, width: 60 },
          { id: "step", header: t.step, isRowHeader: true, cell: (each) => t.steps[each.step.step].name, width: 200 },
          { id: "details", header: t.details, cell: (each) => detailsOf(each.step) },
        ]}
      />
      <Refusal error={error} />
      {data?.Script && <ExpandableSection headerText={t.python}><Code text={data.Script} label={t.python} /></ExpandableSection>}
    </SpaceBetween>
  );
}
