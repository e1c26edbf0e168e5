import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { call } from "../../../api/door.ts";
import { useAction } from "../../../api/useAction.ts";
import { Dialog } from "../../../components/Dialog.tsx";
import { Refusal } from "../../../components/Refusal.tsx";
import { useStrings } from "../../../i18n/language.ts";
import type { Chart } from "./chart.ts";
import { faultOf, freeName, MOST_CHANGES, ofPeriods, ofRules, type Rule } from "./changes.ts";
import { PeriodFields } from "./PeriodFields.tsx";
import { RuleFields } from "./RuleFields.tsx";

interface Props {
  predictionId: string;
  known: readonly string[];
  taken: readonly string[];
  keys: readonly string[] | undefined;
  /** Of the item, whose values can be typed period by period. */
  chart: Chart | undefined;
  close: () => void;
  created: (whatIfId: string) => void;
}

type Way = "all" | "item" | "periods";

/** Asks what is to be different, for all items by rules, for one by rules or period by period. */
export function NewWhatIf({ predictionId, known, taken, keys, chart, close, created }: Props) {
  const { forecast: t, studio: s } = useStrings();
  const column = known[0] ?? "";
  const blank: Rule = { column, operation: "MULTIPLY", value: "", from: "", to: "" };
  const [name, setName] = useState(() => freeName(taken, t.whatIfNumber));
  const [way, setWay] = useState<Way>(keys ? "item" : "all");
  const [rules, setRules] = useState<readonly Rule[]>([blank]);
  const [periods, setPeriods] = useState<{ column: string; typed: readonly string[] }>({ column, typed: [] });
  const times = chart?.ahead.times ?? [];
  const before = chart?.related?.[periods.column]?.ahead ?? [];
  const changes = way === "periods" ? ofPeriods(periods.column, times, before, periods.typed, keys ?? []) : rules.some(faultOf) ? [] : ofRules(rules, way === "item" ? keys : undefined);
  const create = useAction(async () => {
    const made = await call("sealcanvas", "CreateWhatIf", { PredictionId: predictionId, WhatIfName: name.trim(), Changes: changes });
    created(made.WhatIfId ?? "");
  });
  const item = keys?.join(" / ");
  const tooMany = changes.length > MOST_CHANGES;
  const nameFault = taken.includes(name.trim()) ? t.nameTaken : name.trim() ? undefined : t.nameMissing;
  return (
    <Dialog title={t.newWhatIf} button={t.calculate} size="large" busy={create.busy} disabled={!changes.length || tooMany || nameFault !== undefined} run={() => void create.run()} close={close}>
      <SpaceBetween size="m">
        <FormField label={s.name} errorText={nameFault}>
          <Input value={name} onChange={({ detail }) => setName(detail.value.slice(0, 63))} />
        </FormField>
        <FormField label={t.way}>
          <RadioGroup
            value={way}
            onChange={({ detail }) => setWay(detail.value as Way)}
            items={[
              { value: "all", label: t.byRuleAll },
              ...(item ? [{ value: "item", label: t.byRuleItem(item) }] : []),
              ...(item && chart?.related ? [{ value: "periods", label: t.byPeriod(item) }] : []),
            ]}
          />
        </FormField>
        {!item && <Box color="text-body-secondary">{t.chooseItem}</Box>}
        {way === "periods" ? (
          <PeriodFields known={known} times={times} before={before} column={periods.column} typed={periods.typed} change={setPeriods} />
        ) : (
          <SpaceBetween size="m">
            {rules.map((rule, at) => (
              <RuleFields
                key={at}
                number={at + 1}
                known={known}
                times={times}
                rule={rule}
                change={(next) => setRules(rules.map((each, place) => (place === at ? next : each)))}
                remove={rules.length > 1 ? () => setRules(rules.filter((_, place) => place !== at)) : undefined}
              />
            ))}
            <Button iconName="add-plus" disabled={rules.length >= MOST_CHANGES} onClick={() => setRules([...rules, blank])}>{t.addRule}</Button>
          </SpaceBetween>
        )}
        {tooMany && <Box color="text-status-error">{t.tooMany(changes.length, MOST_CHANGES)}</Box>}
        <Refusal error={create.error} />
      </SpaceBetween>
    </Dialog>
  );
}
