import { expect, test } from "vitest";
import { isRotationPeriod, MOST_ON_DEMAND, rotationsLeft } from "./rotationPeriod.ts";

test.each(["90", "365", "2560"])("%s days is a rotation period", (typed) => expect(isRotationPeriod(typed)).toBe(true));

test.each(["", "89", "2561", "-90", "90.5", "1e3", "9o", " 90", "00090", "99999"])("%s is none", (typed) => expect(isRotationPeriod(typed)).toBe(false));

test("only rotations on demand are counted", () => {
  const materials = [{}, { RotationType: "AUTOMATIC" as const }, { RotationType: "ON_DEMAND" as const }, { RotationType: "ON_DEMAND" as const }];
  expect(rotationsLeft(materials)).toBe(MOST_ON_DEMAND - 2);
  expect(rotationsLeft(Array.from({ length: 30 }, () => ({ RotationType: "ON_DEMAND" as const })))).toBe(0);
});
