import type { WhatIfChange, WhatIfOperation } from "../../../api/shapes/sealcanvas.ts";

export const OPERATIONS: readonly WhatIfOperation[] = ["MULTIPLY", "ADD", "SUBTRACT", "DIVIDE", "SET"];
export const MOST_CHANGES = 30;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;

/** A rule as somebody fills it in: empty ends mean the whole horizon. */
export interface Rule {
  column: string;
  operation: WhatIfOperation;
  value: string;
  from: string;
  to: string;
}

/** Whether a text is a number that can be sent. */
export function isNumber(text: string): boolean {
  return NUMBER.test(text.trim()) && Number.isFinite(Number(text));
}

/** What is wrong with a rule's value, by name; undefined if nothing is. */
export function faultOf(rule: Rule): "number" | "zero" | "order" | undefined {
  if (!isNumber(rule.value)) return "number";
  if (rule.operation === "DIVIDE" && Number(rule.value) === 0) return "zero";
  return rule.from && rule.to && rule.from > rule.to ? "order" : undefined;
}

/** Rules as the service takes them, of one item or of all. */
export function ofRules(rules: readonly Rule[], keys: readonly string[] | undefined): WhatIfChange[] {
  return rules.map(({ column, operation, value, from, to }) => ({
    Column: column,
    Operation: operation,
    Value: Number(value),
    ...(keys && { Keys: [...keys] }),
    ...(from && { From: from }),
    ...(to && { To: to }),
  }));
}

/**
 * Values typed period by period, as changes: neighbours with the same value are one.
 *
 * @param typed by period what was typed; empty or as it was changes nothing.
 */
export function ofPeriods(column: string, times: readonly string[], before: readonly (number | null)[], typed: readonly string[], keys: readonly string[]): WhatIfChange[] {
  const changes: WhatIfChange[] = [];
  let open = false; // whether the period before belongs to the last change
  times.forEach((time, at) => {
    const text = (typed[at] ?? "").trim();
    const value = Number(text);
    if (text === "" || !isNumber(text) || value === before[at]) {
      open = false;
      return;
    }
    const last = changes.at(-1);
    if (open && last && last.Value === value) last.To = time;
    else changes.push({ Column: column, Operation: "SET", Value: value, Keys: [...keys], From: time, To: time });
    open = true;
  });
  return changes;
}

/** A name that no what-if has yet. */
export function freeName(taken: readonly string[], name: (number: number) => string): string {
  let number = 1;
  while (taken.includes(name(number))) number += 1;
  return name(number);
}
