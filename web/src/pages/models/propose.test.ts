import { expect, test } from "vitest";
import type { ColumnProfile } from "../datasets/profile.ts";
import { possible, proposed } from "./propose.ts";

const column = (type: ColumnProfile["type"], unique: number, missing = 0): ColumnProfile => ({ name: "x", type, unique, missing });

test("the server's rule", () => {
  expect(proposed(column("Boolean", 2), 100, ["true"])).toBe("BinaryClassification");
  expect(proposed(column("Numeric", 2), 100, ["0", "1"])).toBe("BinaryClassification");
  expect(proposed(column("Numeric", 90), 100, ["0.5"])).toBe("Regression");
  expect(proposed(column("Numeric", 4), 100, ["1", "2", ""])).toBe("MulticlassClassification");
  expect(proposed(column("Numeric", 4), 100, ["1.5"])).toBe("Regression");
  expect(proposed(column("Numeric", 6), 100, ["1"])).toBe("Regression");
  expect(proposed(column("Numeric", 4, 30), 100, ["1"])).toBe("Regression");
  expect(proposed(column("Categorical", 5), 100, [])).toBe("MulticlassClassification");
});

test("what can be chosen", () => {
  const day = column("Datetime", 9);
  expect(possible(column("Numeric", 2), [])).toEqual(["BinaryClassification", "Regression"]);
  expect(possible(column("Numeric", 50), [day])).toEqual(["MulticlassClassification", "Regression", "TimeSeriesForecasting"]);
  expect(possible(column("Text", 50), [day])).toEqual(["MulticlassClassification"]);
});
