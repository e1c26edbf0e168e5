import type { Recipe, RecipeTable } from "../../../api/shapes/sealcanvas.ts";
import type { Step } from "./step.ts";

/** A recipe while it is written: what was undone can come back. */
export interface Written {
  steps: readonly Step[];
  undone: readonly Step[];
  tables: readonly RecipeTable[];
  /** Columns that are left out at the end. */
  left: readonly string[];
}

export const NOTHING_WRITTEN: Written = { steps: [], undone: [], tables: [], left: [] };

/** Another step behind the others; a table that it joins comes along. */
export function added(written: Written, step: Step, table?: RecipeTable): Written {
  const tables = table && !written.tables.some((each) => each.TableName === table.TableName) ? [...written.tables, table] : written.tables;
  return { ...written, steps: [...written.steps, step], undone: [], tables };
}

/** Without the last step. */
export function undone(written: Written): Written {
  const last = written.steps.at(-1);
  return last ? { ...written, steps: written.steps.slice(0, -1), undone: [last, ...written.undone] } : written;
}

/** With the step that was undone last. */
export function redone(written: Written): Written {
  const [first, ...rest] = written.undone;
  return first ? { ...written, steps: [...written.steps, first], undone: rest } : written;
}

/** As the service takes it; undefined where nothing is to be prepared. */
export function asRecipe({ steps, tables, left }: Written): Recipe | undefined {
  const all = left.length ? [...steps, { step: "drop", columns: [...left] }] : [...steps];
  if (!all.length) return undefined;
  const joined = new Set(steps.map((each) => each["table"]));
  const used = tables.filter((each) => joined.has(each.TableName));
  return { Steps: JSON.stringify(all), ...(used.length && { Tables: [...used] }) };
}
