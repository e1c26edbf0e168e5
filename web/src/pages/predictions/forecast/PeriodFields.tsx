import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { figure } from "../../../components/numbers.ts";
import { useSpeech } from "../../../i18n/language.ts";
import { isNumber } from "./changes.ts";
import { useWhen } from "./useWhen.ts";

interface Props {
  known: readonly string[];
  times: readonly string[];
  before: readonly (number | null)[];
  column: string;
  typed: readonly string[];
  change: (next: { column: string; typed: readonly string[] }) => void;
}

/** A column's values ahead, period by period, each beside what is to take its place. */
export function PeriodFields({ known, times, before, column, typed, change }: Props) {
  const { strings, language } = useSpeech();
  const t = strings.forecast;
  const when = useWhen();
  const option = (value: string) => ({ value, label: value });
  const rows = times.map((time, at) => ({ time, at }));
  return (
    <SpaceBetween size="s">
      <FormField label={t.column}>
        <Select selectedOption={option(column)} options={known.map(option)} onChange={({ detail }) => change({ column: detail.selectedOption.value ?? "", typed: [] })} />
      </FormField>
      <Table
        items={rows}
        trackBy="time"
        variant="embedded"
        contentDensity="compact"
        ariaLabels={{ tableLabel: t.newValues }}
        columnDefinitions={[
          { id: "time", header: t.period, isRowHeader: true, cell: ({ time }) => when(time) },
          { id: "before", header: t.asForecast, cell: ({ at }) => figure(before[at] ?? undefined, language) },
          {
            id: "value",
            header: t.newValue,
            cell: ({ time, at }) => (
              <Input
                inputMode="decimal"
                ariaLabel={`${t.newValue} ${when(time)}`}
                value={typed[at] ?? ""}
                invalid={Boolean(typed[at]?.trim()) && !isNumber(typed[at] ?? "")}
                onChange={({ detail }) => change({ column, typed: times.map((_, place) => (place === at ? detail.value : (typed[place] ?? ""))) })}
              />
            ),
          },
        ]}
      />
    </SpaceBetween>
  );
}
