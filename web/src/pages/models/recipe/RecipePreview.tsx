import ExpandableSection from "@cloudscape-design/components/expandable-section";
import ProgressBar from "@cloudscape-design/components/progress-bar";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { Recipe } from "../../../api/shapes/sealcanvas.ts";
import { useOperation } from "../../../api/useOperation.ts";
import { Code } from "../../../components/Code.tsx";
import { Failure } from "../../../components/Failure.tsx";
import { count } from "../../../components/numbers.ts";
import { Refusal } from "../../../components/Refusal.tsx";
import { Rows } from "../../../components/Rows.tsx";
import { useSpeech } from "../../../i18n/language.ts";
import { readable } from "../../predictions/readable.ts";

/** The first rows as a recipe leaves them, and the recipe in Python. */
export function RecipePreview({ place, recipe }: { place: { DatasetId: string; DatasetVersion: number | undefined }; recipe: Recipe }) {
  const { strings, language } = useSpeech();
  const t = strings.recipe;
  const [every, setEvery] = useState(1);
  const { data, error, reload } = useOperation("sealcanvas", "PreviewRecipe", { ...place, Recipe: recipe }, every);
  const wanted = !data || data.Status === "InProgress" ? 1 : 0;
  if (wanted !== every) setEvery(wanted);
  if (error && !data) return <Refusal error={error} retry={reload} />;
  if (!data || data.Status === "InProgress") return <ProgressBar label={t.preview} value={data?.ProgressPercent ?? 0} />;
  if (data.Status === "Failed") return <Failure cause={data.FailureCause} reason={data.FailureReason} retry={reload} />;
  const columns = (data.Columns ?? []).map((each) => each.Name ?? "");
  return (
    <SpaceBetween size="m">
      <Rows
        title={t.preview}
        description={t.rowsLeft(count(data.RowCount, language), count(data.SourceRowCount, language))}
        columns={columns}
        rows={(data.Rows ?? []).map((row) => readable(columns, row, language))}
        pageSize={10}
      />
      {data.Script && <ExpandableSection headerText={t.python}><Code text={data.Script} label={t.python} /></ExpandableSection>}
    </SpaceBetween>
  );
}
