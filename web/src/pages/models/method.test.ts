import { expect, test } from "vitest";
import { AS_PROPOSED, asMethod, methodReady, soundCandidates, soundValidation } from "./method.ts";

test("what is left as proposed is not sent", () => {
  expect(asMethod(AS_PROPOSED, "Regression")).toEqual({});
});

test("what is chosen is sent, as far as the type has it", () => {
  const chosen = { objective: "MAE" as const, training: "ENSEMBLING" as const, candidates: "5", validation: "25" };
  expect(asMethod(chosen, "Regression")).toEqual({ ObjectiveMetricName: "MAE", TrainingMethod: "ENSEMBLING", MaxCandidates: 5, ValidationFraction: 0.25 });
  expect(asMethod(chosen, "BinaryClassification")).toEqual({ TrainingMethod: "ENSEMBLING", MaxCandidates: 5, ValidationFraction: 0.25 });
  expect(asMethod({ ...chosen, objective: "WAPE" }, "TimeSeriesForecasting")).toEqual({ ObjectiveMetricName: "WAPE" });
});

test("bounds", () => {
  expect(["", "1", "750"].every(soundCandidates)).toBe(true);
  expect(["0", "751", "1.5", "x"].some(soundCandidates)).toBe(false);
  expect(["", "20", "12.5"].every(soundValidation)).toBe(true);
  expect(["0", "100", "-1", "x"].some(soundValidation)).toBe(false);
  expect(methodReady({ ...AS_PROPOSED, candidates: "0" })).toBe(false);
});
