import type { StopOn } from "../../api/shapes/sealcanvas.ts";

/** What somebody has filled in about when an automation runs and what stops it. */
export interface Rule {
  when: "version" | "object" | "rate" | "cron";
  rate: string;
  unit: "minutes" | "hours" | "days";
  cron: string;
  zone: string;
  schema: boolean;
  /** "" turns the bound off. */
  index: string;
  ignored: readonly string[];
  /** "": no bound. */
  budget: string;
}

export const FIRST_RULE: Rule = {
  when: "version",
  rate: "1",
  unit: "days",
  cron: "0 6 ? * MON-FRI *",
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC",
  schema: true,
  index: "0.25",
  ignored: [],
  budget: "",
};

/** The schedule as EventBridge Scheduler writes it; undefined where it waits for something new. */
export function expression({ when, rate, unit, cron }: Rule): string | undefined {
  if (when === "version" || when === "object") return undefined;
  return when === "rate" ? `rate(${rate} ${rate === "1" ? unit.slice(0, -1) : unit})` : `cron(${cron.trim()})`;
}

/** The rule of an expression. */
export function fromExpression(text: string): Pick<Rule, "when"> & Partial<Rule> {
  const [, rate, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(text) ?? [];
  if (rate && unit) return { when: "rate", rate, unit: `${unit}s` as Rule["unit"] };
  return { when: "cron", cron: text.replace(/^cron\((.*)\)$/, "$1") };
}

/** Whether nothing is missing, or cannot be; the service tells the rest. */
export function soundRule({ when, rate, cron, index, budget }: Rule): boolean {
  const whole = (text: string) => /^[1-9]\d{0,5}$/.test(text);
  const bound = index === "" || (Number(index) >= 0 && Number(index) <= 100);
  return bound && (budget === "" || whole(budget)) && (when !== "rate" || whole(rate)) && (when !== "cron" || cron.trim().split(/\s+/).length === 6);
}

/** The members of Create- and UpdateAutomation. */
export function ruleMembers(rule: Rule): { OnDatasetVersion?: boolean; OnSourceObject?: boolean; ScheduleExpression?: string; ScheduleExpressionTimezone?: string; BudgetMinutes?: number; StopOn: StopOn } {
  const schedule = expression(rule);
  return {
    ...(schedule ? { ScheduleExpression: schedule, ScheduleExpressionTimezone: rule.zone } : rule.when === "object" ? { OnSourceObject: true } : { OnDatasetVersion: true }),
    ...(rule.budget && { BudgetMinutes: Number(rule.budget) }),
    StopOn: { SchemaDrift: rule.schema, StabilityIndex: rule.index === "" ? 0 : Number(rule.index), IgnoredColumns: [...rule.ignored] },
  };
}
