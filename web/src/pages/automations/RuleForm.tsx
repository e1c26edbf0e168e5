import Checkbox from "@cloudscape-design/components/checkbox";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Multiselect from "@cloudscape-design/components/multiselect";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { AutomationAction } from "../../api/shapes/sealcanvas.ts";
import { useStrings } from "../../i18n/language.ts";
import type { Rule } from "./rule.ts";

interface Props {
  action: AutomationAction;
  rule: Rule;
  change: (rule: Rule) => void;
  /** Columns that can be left out of the comparison. */
  columns: readonly string[];
}

const UNITS = ["minutes", "hours", "days"] as const;

/** When an automation runs, and what stops it. */
export function RuleForm({ action, rule, change, columns }: Props) {
  const { automations: t, common } = useStrings();
  const whens = action === "Predict" ? (["version", "rate", "cron"] as const) : (["object", "rate", "cron"] as const);
  const zones = [...new Set([rule.zone, "UTC", ...Intl.supportedValuesOf("timeZone")])];
  const unit = (value: Rule["unit"]) => ({ value, label: t.units[value] });
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">{t.when}</Header>}>
        <SpaceBetween size="m">
          <RadioGroup
            ariaLabel={t.when}
            value={rule.when}
            onChange={({ detail }) => change({ ...rule, when: detail.value as Rule["when"] })}
            items={whens.map((value) => ({ value, label: t.whens[value], description: t.whenHints[value] }))}
          />
          <ColumnLayout columns={2}>
            {rule.when === "rate" && (
              <FormField label={t.every}>
                <Input type="number" value={rule.rate} onChange={({ detail }) => change({ ...rule, rate: detail.value })} ariaLabel={t.every} />
              </FormField>
            )}
            {rule.when === "rate" && (
              <FormField label={t.unit}>
                <Select selectedOption={unit(rule.unit)} options={UNITS.map(unit)} onChange={({ detail }) => change({ ...rule, unit: detail.selectedOption.value as Rule["unit"] })} />
              </FormField>
            )}
            {rule.when === "cron" && (
              <FormField label={t.cron} description={t.cronHint} errorText={rule.cron.trim().split(/\s+/).length === 6 ? undefined : t.cronWrong}>
                <Input value={rule.cron} onChange={({ detail }) => change({ ...rule, cron: detail.value })} spellcheck={false} />
              </FormField>
            )}
            {(rule.when === "rate" || rule.when === "cron") && (
              <FormField label={t.zone}>
                <Select selectedOption={{ value: rule.zone, label: rule.zone }} options={zones.map((value) => ({ value, label: value }))} filteringType="auto" virtualScroll onChange={({ detail }) => change({ ...rule, zone: detail.selectedOption.value ?? "UTC" })} />
              </FormField>
            )}
          </ColumnLayout>
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2" description={t.stopHint}>{t.whatStops}</Header>}>
        <SpaceBetween size="m">
          {action === "Predict" && (
            <SpaceBetween size="m">
              <Checkbox checked={rule.schema} onChange={({ detail }) => change({ ...rule, schema: detail.checked })} description={t.schemaHint}>{t.schema}</Checkbox>
              <FormField label={t.index} description={t.indexHint}>
                <Input type="number" step={0.05} value={rule.index} onChange={({ detail }) => change({ ...rule, index: detail.value })} />
              </FormField>
              <FormField label={t.ignored} description={t.ignoredHint}>
                <Multiselect
                  selectedOptions={rule.ignored.map((value) => ({ value, label: value }))}
                  options={columns.map((value) => ({ value, label: value }))}
                  placeholder={common.none}
                  filteringType="auto"
                  onChange={({ detail }) => change({ ...rule, ignored: detail.selectedOptions.map((each) => each.value ?? "") })}
                />
              </FormField>
            </SpaceBetween>
          )}
          <FormField label={t.budget} description={t.budgetHint}>
            <Input type="number" value={rule.budget} placeholder={t.noBudget} onChange={({ detail }) => change({ ...rule, budget: detail.value })} />
          </FormField>
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  );
}
