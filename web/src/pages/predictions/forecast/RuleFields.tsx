import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { WhatIfOperation } from "../../../api/shapes/sealcanvas.ts";
import { useStrings } from "../../../i18n/language.ts";
import { faultOf, OPERATIONS, type Rule } from "./changes.ts";
import { useWhen } from "./useWhen.ts";

interface Props {
  number: number;
  known: readonly string[];
  /** The periods ahead, where those of an item are known. */
  times: readonly string[];
  rule: Rule;
  change: (rule: Rule) => void;
  remove: (() => void) | undefined;
}

/** One rule: a column, what is done to it, by how much, and in which periods. */
export function RuleFields({ number, known, times, rule, change, remove }: Props) {
  const { forecast: t, common } = useStrings();
  const when = useWhen();
  const option = (value: string) => ({ value, label: value });
  const moment = (value: string, none: string) => (value ? { value, label: when(value) } : { value: "", label: none });
  const moments = (none: string) => [{ value: "", label: none }, ...times.map((value) => ({ value, label: when(value) }))];
  const fault = faultOf(rule);
  const numbered = (label: string) => (number > 1 ? `${label} (${number})` : label);
  return (
    <SpaceBetween size="xs">
      <ColumnLayout columns={3}>
        <FormField label={numbered(t.column)}>
          <Select selectedOption={option(rule.column)} options={known.map(option)} onChange={({ detail }) => change({ ...rule, column: detail.selectedOption.value ?? "" })} />
        </FormField>
        <FormField label={numbered(t.operation)}>
          <Select
            selectedOption={{ value: rule.operation, label: t.operations[rule.operation] }}
            options={OPERATIONS.map((value) => ({ value, label: t.operations[value] }))}
            onChange={({ detail }) => change({ ...rule, operation: detail.selectedOption.value as WhatIfOperation })}
          />
        </FormField>
        <FormField label={numbered(t.value)} errorText={rule.value && fault ? t.faults[fault] : undefined}>
          <Input inputMode="decimal" value={rule.value} onChange={({ detail }) => change({ ...rule, value: detail.value })} />
        </FormField>
      </ColumnLayout>
      {times.length > 0 && (
        <ColumnLayout columns={2}>
          <FormField label={numbered(t.from)}>
            <Select selectedOption={moment(rule.from, t.fromStart)} options={moments(t.fromStart)} onChange={({ detail }) => change({ ...rule, from: detail.selectedOption.value ?? "" })} />
          </FormField>
          <FormField label={numbered(t.to)}>
            <Select selectedOption={moment(rule.to, t.toEnd)} options={moments(t.toEnd)} onChange={({ detail }) => change({ ...rule, to: detail.selectedOption.value ?? "" })} />
          </FormField>
        </ColumnLayout>
      )}
      {remove && <Button variant="inline-link" onClick={remove} ariaLabel={numbered(t.removeRule)}>{common.remove}</Button>}
    </SpaceBetween>
  );
}
