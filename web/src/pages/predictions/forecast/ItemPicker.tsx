import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import { useState } from "react";
import { useOperation } from "../../../api/useOperation.ts";
import { count as told } from "../../../components/numbers.ts";
import { useSpeech } from "../../../i18n/language.ts";

interface Props {
  predictionId: string;
  columns: readonly string[];
  keys: readonly string[] | undefined;
  choose: (keys: readonly string[] | undefined) => void;
  count: number;
}

const ALL = "";
const SHOWN = 50;

/** One item, searched for by a part of its name or group; or all of them. */
export function ItemPicker({ predictionId, columns, keys, choose, count }: Props) {
  const { strings, language } = useSpeech();
  const t = strings.forecast;
  const [search, setSearch] = useState("");
  const { data, loading, error } = useOperation("sealcanvas", "ListForecastItems", { PredictionId: predictionId, MaxResults: SHOWN, ...(search && { Search: search.slice(0, 256) }) });
  const items = (data?.Items ?? []).map(({ Keys = [] }) => ({ value: JSON.stringify(Keys), label: Keys.join(" / ") }));
  const all = { value: ALL, label: t.allItems(told(count, language)) };
  const more = (data?.ItemCount ?? 0) - items.length;
  return (
    <FormField label={columns.join(" / ")}>
      <Select
        selectedOption={keys ? { value: JSON.stringify(keys), label: keys.join(" / ") } : all}
        options={[...(search ? [] : [all]), ...items]}
        filteringType="manual"
        filteringAriaLabel={t.findItem}
        filteringPlaceholder={t.findItem}
        statusType={error ? "error" : loading && !data ? "loading" : "finished"}
        loadingText={strings.common.loading}
        errorText={error?.message}
        finishedText={more > 0 ? t.moreItems(told(more, language)) : undefined}
        empty={strings.studio.nothing}
        onLoadItems={({ detail }) => setSearch(detail.filteringText.trim())}
        onChange={({ detail }) => {
          const { value = ALL } = detail.selectedOption;
          choose(value === ALL ? undefined : (JSON.parse(value) as string[]));
        }}
      />
    </FormField>
  );
}
