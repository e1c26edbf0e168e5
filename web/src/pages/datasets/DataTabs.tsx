import type { DescribeDatasetResponse } from "../../api/shapes/sealcanvas.ts";
import { useOperation } from "../../api/useOperation.ts";
import { Locked } from "../../components/Locked.tsx";
import { Rows } from "../../components/Rows.tsx";
import { Waiting } from "../../components/Waiting.tsx";
import { useStrings } from "../../i18n/language.ts";
import { ColumnProfiles } from "./ColumnProfiles.tsx";
import { profileOf } from "./profile.ts";

/** The first rows of a version, or the profile of its columns; locked where its keys do not open it now. */
export function DataTabs({ part, dataset }: { part: "data" | "columns"; dataset: DescribeDatasetResponse }) {
  const t = useStrings().datasets;
  const { data, error, reload } = useOperation("sealcanvas", "PreviewDataset", { DatasetId: dataset.DatasetId ?? "", DatasetVersion: dataset.DatasetVersion });
  if (error && !data) return <Locked error={error} keyArn={dataset.SSEKMSKeyId} retry={reload} />;
  if (!data) return <Waiting />;
  if (part === "columns") return <ColumnProfiles rows={dataset.RowCount ?? 0} profiles={profileOf(data)} />;
  return <Rows title={t.data} columns={(data.Columns ?? []).map((each) => each.Name ?? "")} rows={data.Rows ?? []} />;
}
