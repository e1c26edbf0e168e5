import type { ProblemType } from "../../api/shapes/sealcanvas.ts";
import type { ColumnProfile } from "../datasets/profile.ts";

const MOST_NUMBER_LABELS = 10;
const ROWS_PER_LABEL = 20;

/**
 * The model type for a target, by the server's own rule (`ml/problem.py`): two values are two categories, numbers are
 * numbers unless they are a few whole ones, everything else is categories.
 *
 * @param sample values of the column, by which whole numbers are told from others.
 */
export function proposed(column: ColumnProfile, rows: number, sample: readonly string[]): ProblemType {
  if (column.unique === 2) return "BinaryClassification";
  if (column.type !== "Numeric") return "MulticlassClassification";
  const whole = sample.every((value) => value === "" || Number.isInteger(Number(value)));
  const known = rows - column.missing;
  return whole && column.unique <= MOST_NUMBER_LABELS && known >= ROWS_PER_LABEL * column.unique ? "MulticlassClassification" : "Regression";
}

/** The types that can be chosen for a target. */
export function possible(column: ColumnProfile, others: readonly ColumnProfile[]): ProblemType[] {
  const number = column.type === "Numeric" || column.type === "Boolean";
  const found: ProblemType[] = [];
  if (column.unique === 2) found.push("BinaryClassification");
  if (column.unique > 2) found.push("MulticlassClassification");
  if (column.type !== "Text" && column.type !== "Datetime") found.push("Regression");
  if (number && others.some((each) => each.type === "Datetime")) found.push("TimeSeriesForecasting");
  return found;
}
