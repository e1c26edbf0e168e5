import { expect, test } from "vitest";
import { changesIn, isOnInDomain, typedOf } from "./settings.ts";

const before = { ExecutionRole: "r", CanvasAppSettings: { DirectDeploySettings: { Status: "ENABLED" as const }, WorkspaceSettings: { S3KmsKeyId: "k" } } };

test("only what was changed is sent", () => {
  const typed = typedOf(before);
  expect(changesIn(before, typed)).toEqual({});
  expect(changesIn(before, { ...typed, role: "s" })).toEqual({ ExecutionRole: "s" });
  expect(changesIn(before, { ...typed, features: { DirectDeploySettings: false } })).toEqual({ CanvasAppSettings: { DirectDeploySettings: { Status: "DISABLED" } } });
  expect(changesIn(before, { ...typed, key: "l" })).toEqual({ CanvasAppSettings: { WorkspaceSettings: { S3KmsKeyId: "l" } } });
});

test("what nobody has said is as the domain has it, and is not sent", () => {
  expect(typedOf(undefined).features.ModelRegisterSettings).toBeUndefined();
  expect(changesIn(undefined, typedOf(undefined))).toEqual({});
  expect([isOnInDomain(undefined, "ModelRegisterSettings"), isOnInDomain(undefined, "TimeSeriesForecastingSettings")]).toEqual([true, false]);
});
