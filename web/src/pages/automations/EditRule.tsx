import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { call } from "../../api/door.ts";
import type { DescribeAutomationResponse } from "../../api/shapes/sealcanvas.ts";
import { useAction } from "../../api/useAction.ts";
import { Dialog } from "../../components/Dialog.tsx";
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
    <Dialog
      title={automation.AutomationName}
      size="large"
      button={common.save}
      busy={save.busy}
      disabled={!soundRule(rule)}
      run={() => void save.run()}
      close={close}
    >
      <SpaceBetween size="m">
        <RuleForm action={action} rule={rule} change={setRule} columns={columns} />
        <Refusal error={save.error} />
      </SpaceBetween>
    </Dialog>
  );
}

function ruleOf(automation: DescribeAutomationResponse): Rule {
  const { StopOn, BudgetMinutes, OnSourceObject, ScheduleExpression, ScheduleExpressionTimezone } = automation;
  return {
    ...FIRST_RULE,
    ...(ScheduleExpression ? fromExpression(ScheduleExpression) : { when: OnSourceObject ? ("object" as const) : ("version" as const) }),
    ...(ScheduleExpressionTimezone && { zone: ScheduleExpressionTimezone }),
    schema: StopOn?.SchemaDrift ?? true,
    index: StopOn?.StabilityIndex === 0 ? "" : String(StopOn?.StabilityIndex ?? 0.25),
    ignored: StopOn?.IgnoredColumns ?? [],
    budget: BudgetMinutes ? String(BudgetMinutes) : "",
  };
}
