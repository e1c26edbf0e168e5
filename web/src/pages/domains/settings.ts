import type { UserSettings } from "../../api/shapes/sagemaker.ts";

/** The features of Canvas that somebody may switch, by the setting that holds each. */
export const FEATURES = ["TimeSeriesForecastingSettings", "ModelRegisterSettings", "DirectDeploySettings"] as const;
export type Feature = (typeof FEATURES)[number];

/** What holds where nobody has said anything: time series are off until somebody asks for them. */
const OTHERWISE: Record<Feature, boolean> = { TimeSeriesForecastingSettings: false, ModelRegisterSettings: true, DirectDeploySettings: true };

/** What is typed of somebody's settings. A feature that is undefined is as the domain has it. */
export interface Typed {
  role: string;
  key: string;
  features: Partial<Record<Feature, boolean>>;
}

/** Whether a feature is on by these settings; undefined where they do not say. */
export function isOn(settings: UserSettings | undefined, feature: Feature): boolean | undefined {
  const status = settings?.CanvasAppSettings?.[feature]?.Status;
  return status === undefined ? undefined : status === "ENABLED";
}

/** Whether a feature is on for everybody in a domain who says nothing else. */
export function isOnInDomain(settings: UserSettings | undefined, feature: Feature): boolean {
  return isOn(settings, feature) ?? OTHERWISE[feature];
}

/** Settings as they are typed over. */
export function typedOf(settings: UserSettings | undefined): Typed {
  return {
    role: settings?.ExecutionRole ?? "",
    key: settings?.CanvasAppSettings?.WorkspaceSettings?.S3KmsKeyId ?? "",
    features: Object.fromEntries(FEATURES.map((each) => [each, isOn(settings, each)])),
  };
}

/** Only what was changed: an update leaves alone what it does not name. */
export function changesIn(before: UserSettings | undefined, typed: Typed): UserSettings {
  const old = typedOf(before);
  const features = FEATURES.filter((each) => typed.features[each] !== undefined && typed.features[each] !== old.features[each]);
  const canvas = {
    ...Object.fromEntries(features.map((each) => [each, { Status: typed.features[each] ? "ENABLED" : "DISABLED" }])),
    ...(typed.key && typed.key !== old.key && { WorkspaceSettings: { S3KmsKeyId: typed.key } }),
  };
  return {
    ...(typed.role && typed.role !== old.role && { ExecutionRole: typed.role }),
    ...(Object.keys(canvas).length > 0 && { CanvasAppSettings: canvas }),
  };
}
