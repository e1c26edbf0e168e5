import Alert from "@cloudscape-design/components/alert";
import type { DescribeDatasetResponse } from "../../api/shapes/sealcanvas.ts";
import { useOperation } from "../../api/useOperation.ts";
import { GoButton } from "../../components/GoButton.tsx";
import { useStrings } from "../../i18n/language.ts";
import { seriesLink } from "../models/series.ts";

/** What can be tried with a dataset that was made of a sample: its target is proposed. */
export function SampleHint({ dataset }: { dataset: DescribeDatasetResponse }) {
  const { datasets: t, studio: s } = useStrings();
  const name = /\/uploads\/\d+-\d+\/([a-z-]+)\.csv$/.exec(dataset.SourceS3Uri ?? "")?.[1] ?? "";
  const { data } = useOperation("sealcanvas", "ListSampleDatasets", name in t.samples ? {} : null);
  const found = data?.SampleDatasets?.find((each) => each.SampleName === name && each.RowCount === dataset.RowCount && each.ColumnCount === dataset.Columns?.length);
  if (!found?.TargetColumn || !found.ProblemType) return null;
  const wishes = new URLSearchParams([
    ["dataset", dataset.DatasetId ?? ""],
    ["target", found.TargetColumn],
    ["problem", found.ProblemType],
    ...(found.TimeSeriesConfig ? seriesLink(found.TimeSeriesConfig) : []),
  ]);
  return (
    <Alert type="info" action={<GoButton to={`/models/create?${wishes}`}>{t.trySample}</GoButton>}>
      {t.sampleHint(found.TargetColumn, s.problems[found.ProblemType])}
    </Alert>
  );
}
