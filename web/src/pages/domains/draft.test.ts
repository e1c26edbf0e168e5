import { expect, test } from "vitest";
import { domainRequest, NEW_DRAFT, namesIn, safeName, soundName } from "./draft.ts";

test("a quick set-up names both keys and switches time series on", () => {
  const request = domainRequest({ ...NEW_DRAFT, name: "team" }, "role", "key-1", "key-2");
  expect(request.KmsKeyId).toBe("key-1");
  expect(request.DefaultUserSettings.CanvasAppSettings?.WorkspaceSettings).toEqual({ S3KmsKeyId: "key-2" });
  expect(request.DefaultUserSettings.CanvasAppSettings?.TimeSeriesForecastingSettings).toEqual({ Status: "ENABLED" });
  expect(request.VpcId).toBeUndefined();
  expect(request.DefaultUserSettings.SharingSettings).toBeUndefined();
});

test("without keys none is named", () => {
  const request = domainRequest({ ...NEW_DRAFT, name: "team" }, "role", "", "");
  expect("KmsKeyId" in request).toBe(false);
  expect(request.DefaultUserSettings.CanvasAppSettings?.WorkspaceSettings).toBeUndefined();
});

test("a standard set-up carries its network and its second key", () => {
  const draft = { ...NEW_DRAFT, vpcOnly: true, vpc: "vpc-1", subnets: "subnet-1, subnet-2", securityGroups: "sg-1", sharingKey: "key-3", timeSeries: false, directDeploy: false, forecastRole: "f" };
  const request = domainRequest(draft, "role", "", "");
  expect([request.AppNetworkAccessType, request.VpcId, request.SubnetIds]).toEqual(["VpcOnly", "vpc-1", ["subnet-1", "subnet-2"]]);
  expect(request.DefaultUserSettings.SharingSettings?.S3KmsKeyId).toBe("key-3");
  expect(request.DefaultUserSettings.CanvasAppSettings?.TimeSeriesForecastingSettings).toEqual({ Status: "DISABLED" });
  expect(request.DefaultUserSettings.CanvasAppSettings?.DirectDeploySettings).toEqual({ Status: "DISABLED" });
  expect(request.DefaultUserSettings.CanvasAppSettings?.ModelRegisterSettings).toEqual({ Status: "ENABLED" });
});

test("names are told apart, and fit into aliases", () => {
  expect(namesIn(" a,b  c,")).toEqual(["a", "b", "c"]);
  expect([safeName("営業 team_1"), safeName("営業")]).toEqual(["team-1", "domain"]);
});

test("a name that SageMaker refuses is told before anything is made for it", () => {
  expect(["a", "sales-team", "a--b", "9".repeat(63)].map(soundName)).toEqual([true, true, true, true]);
  expect(["", "My Team!", "-a", "a-", "営業", "9".repeat(64)].map(soundName)).toEqual([false, false, false, false, false, false]);
});
