import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { call } from "../../api/door.ts";
import type { DescribeAutomationResponse } from "../../api/shapes/sealcanvas.ts";
import { useAction } from "../../api/useAction.ts";
import { Refusal } from "../../components/Refusal.tsx";
import { useStrings } from "../../i18n/language.ts";
import { FIRST_RULE, fromExpression, type Rule, ruleMembers, soundRule } from "./rule.ts";
import { RuleForm } from "./RuleForm.tsx";

interface Props {
  automation: DescribeAutomationResponse;
  columns: readonly string[];
  changed: () => void;
  close: () => void;
}

/** Changes when an automation runs and what stops it. */
export function EditRule({ automation, columns, changed, close }: Props) {
  const { common } = useStrings();
  const action = automation.Action ?? "Predict";
  const [rule, setRule] = useState<Rule>(() => ruleOf(automation));
  const save = useAction(async () => {
    const { StopOn, ...when } = ruleMembers(rule);
    await call("sealcanvas", "UpdateAutomation", {
      AutomationId: automation.AutomationId ?? "",
      ...when,
      ...(action === "Predict" && { StopOn }),
      ...(!rule.budget && automation.BudgetMinutes && { ClearBudget: true }),
    });
    changed();
    close();
  });
  return (
    <Modal
      visible
      size="large"
      header={automation.AutomationName}
      onDismiss={close}
      closeAriaLabel={common.close}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={close}>{common.cancel}</Button>
            <Button variant="primary" loading={save.busy} disabled={!soundRule(rule)} onClick={() => void save.run()}>{common.save}</Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <RuleForm action={action} rule={rule} change={setRule} columns={columns} />
        <Refusal error={save.error} />
      </SpaceBetween>
    </Modal>
  );
}

function ruleOf(automation: DescribeAutomationResponse): Rule {
  const { StopOn, BudgetMinutes, ScheduleExpression, ScheduleExpressionTimezone } = automation;
  return {
    ...FIRST_RULE,
    ...(ScheduleExpression ? fromExpression(ScheduleExpression) : { when: "version" as const }),
    ...(ScheduleExpressionTimezone && { zone: ScheduleExpressionTimezone }),
    schema: StopOn?.SchemaDrift ?? true,
    index: StopOn?.StabilityIndex === 0 ? "" : String(StopOn?.StabilityIndex ?? 0.25),
    ignored: StopOn?.IgnoredColumns ?? [],
    budget: BudgetMinutes ? String(BudgetMinutes) : "",
  };
}
