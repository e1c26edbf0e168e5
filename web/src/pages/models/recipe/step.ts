/** A step of a recipe as docs/recipe.md has it: "step" names its kind. */
export type Step = { step: StepKind } & Record<string, unknown>;

export const KINDS = ["drop", "rename", "formula", "filter", "replace", "date_parts", "join", "resample"] as const;
export type StepKind = (typeof KINDS)[number];

export const PARTS = ["year", "quarter", "month", "week", "day", "weekday", "day_of_year", "hour", "minute"] as const;
export const PERIODS = ["minute", "5 minutes", "15 minutes", "30 minutes", "hour", "day", "week", "month", "quarter", "year"] as const;
export const AGGREGATES = ["sum", "mean", "min", "max", "median", "count", "first", "last"] as const;
export const JOINS = ["left", "inner", "right", "outer"] as const;
export const TESTS = ["where", "missing", "outlier"] as const;

/** What somebody has filled in about a step; what its kind has no use for stays where it is, and is left out. */
export interface Draft {
  kind: StepKind;
  columns: readonly string[];
  column: string;
  to: string;
  formula: string;
  rows: "keep" | "remove";
  test: (typeof TESTS)[number];
  what: "missing" | "outlier" | "value";
  by: string;
  value: string;
  old: string;
  deviations: string;
  parts: readonly string[];
  table: string;
  how: (typeof JOINS)[number];
  here: string;
  there: string;
  every: string;
  groups: readonly string[];
  aggregate: Readonly<Record<string, string>>;
}

export const FIRST_DRAFT: Draft = {
  kind: "drop",
  columns: [],
  column: "",
  to: "",
  formula: "",
  rows: "remove",
  test: "missing",
  what: "missing",
  by: "mean",
  value: "",
  old: "",
  deviations: "3",
  parts: ["month", "weekday"],
  table: "",
  how: "left",
  here: "",
  there: "",
  every: "day",
  groups: [],
  aggregate: {},
};

/** How the values to replace can be told apart by what takes their place. */
export function waysOf(what: Draft["what"], isNumber: boolean): string[] {
  const numbers = isNumber ? ["mean", "median"] : [];
  return [...numbers, "mode", "value", ...(what === "missing" ? [] : ["missing"]), ...(what === "outlier" ? ["bound"] : [])];
}

/**
 * The step of a draft, or undefined while something is missing.
 *
 * @param isNumber whether a column holds numbers, whose values are no texts.
 */
export function stepOf(draft: Draft, isNumber: (column: string) => boolean): Step | undefined {
  const { kind, columns, column, to, formula, rows, test, what, by, value, old, deviations, parts, table, how, here, there, every, groups, aggregate } = draft;
  const typed = (text: string) => (isNumber(column) && text.trim() !== "" && !Number.isNaN(Number(text)) ? Number(text) : text);
  switch (kind) {
    case "drop":
      return columns.length ? { step: kind, columns: [...columns] } : undefined;
    case "rename":
      return column && to ? { step: kind, column, to } : undefined;
    case "formula":
      return to && formula.trim() ? { step: kind, column: to, formula } : undefined;
    case "filter":
      if (test === "where") return formula.trim() ? { step: kind, rows, where: formula } : undefined;
      return column ? { step: kind, rows, column, what: test, ...(test === "outlier" && { deviations: Number(deviations) }) } : undefined;
    case "replace":
      if (!column || (by === "value" && value === "") || (what === "value" && old === "")) return undefined;
      return {
        step: kind,
        column,
        what,
        by,
        ...(by === "value" && { value: typed(value) }),
        ...(what === "value" && { old: typed(old) }),
        ...(what === "outlier" && { deviations: Number(deviations) }),
      };
    case "date_parts":
      return column && parts.length ? { step: kind, column, parts: [...parts] } : undefined;
    case "join":
      return table && here && there ? { step: kind, table, how, on: [[here, there]] } : undefined;
    case "resample":
      return column ? { step: kind, column, every, by: [...groups], aggregate: { ...aggregate } } : undefined;
  }
}

/** A step's members in a line: "price, missing, mean". */
export function detailsOf(step: Step): string {
  return Object.entries(step)
    .filter(([name]) => name !== "step")
    .map(([, value]) => value)
    .flatMap((value) => (value && typeof value === "object" && !Array.isArray(value) ? Object.entries(value).map((pair) => pair.join(": ")) : [value]))
    .flat(2)
    .map(String)
    .filter(Boolean)
    .join(", ");
}
