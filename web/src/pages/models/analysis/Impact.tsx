import Box from "@cloudscape-design/components/box";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { Bars } from "../../../components/Chart.tsx";
import { count, figure, percent } from "../../../components/numbers.ts";
import { useSpeech } from "../../../i18n/language.ts";
import { baseOf, effectsOn } from "./effect.ts";
import type { Effects, Report } from "./report.ts";

const SHOWN = 20;

/** What predictions rest on: each column's share, and how the values of a chosen one move the answer. */
export function Impact({ impact, effects }: { impact: Report["column_impact"]; effects: Effects | undefined }) {
  const { strings, language } = useSpeech();
  const { analysis: t, studio: s } = strings;
  const shown = impact.slice(0, SHOWN);
  return (
    <SpaceBetween size="l">
      <div>
        <Header variant="h3" description={t.impactHint}>{t.impact}</Header>
        {shown.length ? (
          <Bars title={t.impact} horizontal height={Math.max(160, 28 * shown.length)} bars={shown.map(({ column, percent: value }) => ({ name: column, value }))} format={(value) => percent(value / 100, language)} yTitle={t.impact} />
        ) : (
          <Box color="text-body-secondary">{s.nothing}</Box>
        )}
        {impact.length > SHOWN && <Box color="text-body-secondary">{s.more(impact.length - SHOWN)}</Box>}
      </div>
      {effects && effects.columns.length > 0 && <OneEffect effects={effects} />}
    </SpaceBetween>
  );
}

function OneEffect({ effects }: { effects: Effects }) {
  const { strings, language } = useSpeech();
  const { analysis: t, studio: s } = strings;
  const [name, setName] = useState(effects.columns[0]?.column ?? "");
  const [output, setOutput] = useState(effects.outputs.at(-1) ?? "");
  const column = effects.columns.find((each) => each.column === name);
  const bins = column ? effectsOn(column.bins, effects.outputs, output, { missing: s.missing, others: s.others }, language) : [];
  const power = effects.power[name];
  return (
    <SpaceBetween size="m">
      <Header variant="h3" description={t.effectHint(output, figure(baseOf(effects, output), language), count(effects.rows, language))}>{t.effect}</Header>
      <ColumnLayout columns={2}>
        <FormField label={s.column} description={power === undefined ? undefined : t.power(percent(power, language))}>
          <Select selectedOption={{ value: name, label: name }} options={effects.columns.map((each) => ({ value: each.column, label: each.column }))} filteringType="auto" onChange={({ detail }) => setName(detail.selectedOption.value ?? "")} />
        </FormField>
        {effects.outputs.length > 1 && (
          <FormField label={t.output}>
            <Select selectedOption={{ value: output, label: output }} options={effects.outputs.map((value) => ({ value, label: value }))} onChange={({ detail }) => setOutput(detail.selectedOption.value ?? "")} />
          </FormField>
        )}
      </ColumnLayout>
      <Bars title={t.effectOf(name)} bars={bins} yTitle={t.moves(output)} xTitle={name} />
    </SpaceBetween>
  );
}
