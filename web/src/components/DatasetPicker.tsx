import Select from "@cloudscape-design/components/select";
import { everyPage } from "../api/everyPage.ts";
import { useAsked } from "../api/useOperation.ts";
import { useSpeech } from "../i18n/language.ts";
import { count } from "./numbers.ts";

export interface PickedDataset {
  id: string;
  name: string;
  version: number | undefined;
}

interface Props {
  workspace: { domainId: string; profile: string };
  value: PickedDataset | undefined;
  onChange: (dataset: PickedDataset | undefined) => void;
  /** What choosing none means, where that is possible. */
  none?: string;
}

/** Chooses one of a workspace's datasets that are Ready. */
export function DatasetPicker({ workspace: { domainId, profile }, value, onChange, none }: Props) {
  const { strings, language } = useSpeech();
  const { data, error, loading, reload } = useAsked(`ready ${domainId}/${profile}`, 0, async (signal) => {
    const pages = await everyPage("sealcanvas", "ListDatasets", { DomainId: domainId, UserProfileName: profile, MaxResults: 100 }, "NextToken", signal);
    return pages.flatMap((page) => page.Datasets ?? []).filter((each) => each.Status === "Ready");
  });
  const found = data ?? [];
  const options = found.map((each) => ({ value: each.DatasetId, label: each.DatasetName, description: `V${each.DatasetVersion}, ${count(each.RowCount, language)} × ${count(each.ColumnCount, language)}` }));
  return (
    <Select
      selectedOption={value ? { value: value.id, label: value.name } : none ? { value: "", label: none } : null}
      options={none ? [{ value: "", label: none }, ...options] : options}
      placeholder={strings.models.chooseDataset}
      empty={strings.datasets.empty}
      filteringType={options.length > 10 ? "auto" : "none"}
      statusType={error ? "error" : loading && !data ? "loading" : "finished"}
      errorText={error?.message}
      recoveryText={strings.common.retry}
      onLoadItems={() => error && reload()}
      onChange={({ detail }) => {
        const chosen = found.find((each) => each.DatasetId === detail.selectedOption.value);
        onChange(chosen && { id: chosen.DatasetId ?? "", name: chosen.DatasetName ?? "", version: chosen.DatasetVersion });
      }}
    />
  );
}
