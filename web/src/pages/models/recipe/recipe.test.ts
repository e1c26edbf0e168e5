import { expect, test } from "vitest";
import { added, asRecipe, NOTHING_WRITTEN, redone, undone } from "./recipe.ts";
import type { Step } from "./step.ts";

const rename: Step = { step: "rename", column: "a", to: "b" };
const join: Step = { step: "join", table: "shops", how: "left", on: [["a", "b"]] };

test("undo and redo, until another step is added", () => {
  const one = added(NOTHING_WRITTEN, rename);
  expect(undone(one).steps).toEqual([]);
  expect(redone(undone(one)).steps).toEqual([rename]);
  expect(redone(added(undone(one), join)).steps).toEqual([join]);
  expect(undone(NOTHING_WRITTEN)).toEqual(NOTHING_WRITTEN);
});

test("as the service takes it", () => {
  expect(asRecipe(NOTHING_WRITTEN)).toBeUndefined();
  const table = { TableName: "shops", DatasetId: "ds-1" };
  const joined = added(NOTHING_WRITTEN, join, table);
  expect(asRecipe({ ...joined, left: ["番号"] })).toEqual({ Steps: JSON.stringify([join, { step: "drop", columns: ["番号"] }]), Tables: [table] });
  expect(asRecipe({ ...undone(joined), left: ["x"] })?.Tables).toBeUndefined();
});
