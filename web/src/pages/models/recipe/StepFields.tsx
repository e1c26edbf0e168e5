import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Multiselect from "@cloudscape-design/components/multiselect";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import type { RecipeColumn } from "../../../api/shapes/sealcanvas.ts";
import { useOperation } from "../../../api/useOperation.ts";
import { DatasetPicker, type PickedDataset } from "../../../components/DatasetPicker.tsx";
import { useStrings } from "../../../i18n/language.ts";
import { AGGREGATES, type Draft, JOINS, PARTS, PERIODS, TESTS, waysOf } from "./step.ts";

interface Props {
  draft: Draft;
  change: (draft: Draft) => void;
  columns: readonly RecipeColumn[];
  workspace: { domainId: string; profile: string };
  other: PickedDataset | undefined;
  chooseOther: (dataset: PickedDataset | undefined) => void;
}

/** What a step of its kind needs to be told. */
export function StepFields({ draft, change, columns, workspace, other, chooseOther }: Props) {
  const t = useStrings().recipe;
  const set = (changed: Partial<Draft>) => change({ ...draft, ...changed });
  const names = columns.map((each) => each.Name ?? "");
  const of = (kind: string) => columns.filter((each) => each.Kind === kind).map((each) => each.Name ?? "");
  const isNumber = of("number").includes(draft.column);
  const { data: joined } = useOperation("sealcanvas", "DescribeDataset", draft.kind === "join" && other ? { DatasetId: other.id } : null);
  const one = (label: string, options: readonly string[], value: string, chosen: (value: string) => void, words?: Readonly<Record<string, string>>) => (
    <FormField label={label}>
      <Select selectedOption={value ? { value, label: words?.[value] ?? value } : null} options={options.map((each) => ({ value: each, label: words?.[each] ?? each }))} filteringType={options.length > 10 ? "auto" : "none"} placeholder={t.choose} onChange={({ detail }) => chosen(detail.selectedOption.value ?? "")} />
    </FormField>
  );
  const many = (label: string, options: readonly string[], values: readonly string[], chosen: (values: string[]) => void, words?: Readonly<Record<string, string>>) => (
    <FormField label={label}>
      <Multiselect selectedOptions={values.map((value) => ({ value, label: words?.[value] ?? value }))} options={options.map((each) => ({ value: each, label: words?.[each] ?? each }))} filteringType="auto" placeholder={t.choose} onChange={({ detail }) => chosen(detail.selectedOptions.map((each) => each.value ?? ""))} />
    </FormField>
  );
  const text = (label: string, value: string, typed: (value: string) => void) => (
    <FormField label={label}>
      <Input value={value} onChange={({ detail }) => typed(detail.value)} spellcheck={false} />
    </FormField>
  );
  const formula = (
    <FormField label={t.formula} description={t.formulaHint}>
      <Textarea value={draft.formula} rows={3} spellcheck={false} onChange={({ detail }) => set({ formula: detail.value })} />
    </FormField>
  );
  const column = (options: readonly string[]) => one(t.column, options, draft.column, (value) => set({ column: value }));
  const deviations = text(t.deviations, draft.deviations, (value) => set({ deviations: value }));
  const rest = names.filter((name) => name !== draft.column && !draft.groups.includes(name));
  return (
    <SpaceBetween size="m">
      {draft.kind === "drop" && many(t.columns, names, draft.columns, (values) => set({ columns: values }))}
      {draft.kind === "rename" && <SpaceBetween size="m">{column(names)}{text(t.to, draft.to, (value) => set({ to: value }))}</SpaceBetween>}
      {draft.kind === "formula" && <SpaceBetween size="m">{text(t.newColumn, draft.to, (value) => set({ to: value }))}{formula}</SpaceBetween>}
      {draft.kind === "filter" && (
        <SpaceBetween size="m">
          <SegmentedControl label={t.rows} selectedId={draft.rows} onChange={({ detail }) => set({ rows: detail.selectedId as Draft["rows"] })} options={[{ id: "keep", text: t.keep }, { id: "remove", text: t.remove }]} />
          {one(t.where, TESTS, draft.test, (value) => set({ test: value as Draft["test"] }), t.tests)}
          {draft.test === "where" ? formula : column(draft.test === "outlier" ? of("number") : names)}
          {draft.test === "outlier" && deviations}
        </SpaceBetween>
      )}
      {draft.kind === "replace" && (
        <SpaceBetween size="m">
          {column(names)}
          {one(t.what, isNumber ? ["missing", "outlier", "value"] : ["missing", "value"], draft.what, (value) => set({ what: value as Draft["what"] }), t.whats)}
          {draft.what === "value" && text(t.old, draft.old, (value) => set({ old: value }))}
          {draft.what === "outlier" && deviations}
          {one(t.by, waysOf(draft.what, isNumber), draft.by, (value) => set({ by: value }), t.ways)}
          {draft.by === "value" && text(t.value, draft.value, (value) => set({ value }))}
        </SpaceBetween>
      )}
      {draft.kind === "date_parts" && <SpaceBetween size="m">{column(of("time"))}{many(t.parts, PARTS, draft.parts, (values) => set({ parts: values }), t.partNames)}</SpaceBetween>}
      {draft.kind === "join" && (
        <SpaceBetween size="m">
          <FormField label={t.table}>
            <DatasetPicker workspace={workspace} value={other} onChange={chooseOther} />
          </FormField>
          {one(t.how, JOINS, draft.how, (value) => set({ how: value as Draft["how"] }), t.joins)}
          {one(t.here, names, draft.here, (value) => set({ here: value }))}
          {one(t.there, (joined?.Columns ?? []).map((each) => each.Name ?? ""), draft.there, (value) => set({ there: value }))}
        </SpaceBetween>
      )}
      {draft.kind === "resample" && (
        <SpaceBetween size="m">
          {column(of("time"))}
          {one(t.every, PERIODS, draft.every, (value) => set({ every: value }), t.periods)}
          {many(t.groups, names.filter((name) => name !== draft.column), draft.groups, (values) => set({ groups: values }))}
          {many(t.aggregated, rest, Object.keys(draft.aggregate), (values) => set({ aggregate: Object.fromEntries(values.map((name) => [name, draft.aggregate[name] ?? (of("number").includes(name) ? "sum" : "last")])) }))}
          {Object.entries(draft.aggregate).map(([name, how]) => (
            <div key={name}>{one(name, of("number").includes(name) ? AGGREGATES : ["count", "first", "last"], how, (value) => set({ aggregate: { ...draft.aggregate, [name]: value } }), t.aggregates)}</div>
          ))}
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}
