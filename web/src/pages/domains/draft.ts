import type { Input } from "../../api/door.ts";

/** What a domain's set-up asks for. */
export interface Draft {
  name: string;
  profile: string;
  /** An execution role's ARN, or "" for one that is made. */
  role: string;
  /** Keys are made with the domain's name as alias. */
  newKeys: boolean;
  appKey: string;
  storageKey: string;
  sharingKey: string;
  sharingPath: string;
  artifactPath: string;
  timeSeries: boolean;
  /** Forecast's role, or "" for one that is made. */
  forecastRole: string;
  modelRegister: boolean;
  directDeploy: boolean;
  vpcOnly: boolean;
  vpc: string;
  subnets: string;
  securityGroups: string;
  /** Put the statements that the roles need into the policies of keys and roles. */
  statements: boolean;
}

export const NEW_DRAFT: Draft = {
  name: "",
  profile: "analyst",
  role: "",
  newKeys: true,
  appKey: "",
  storageKey: "",
  sharingKey: "",
  sharingPath: "",
  artifactPath: "",
  timeSeries: true,
  forecastRole: "",
  modelRegister: true,
  directDeploy: true,
  vpcOnly: false,
  vpc: "",
  subnets: "",
  securityGroups: "",
  statements: true,
};

/** Whether SageMaker takes this as the name of a domain or of a user profile: asked before keys are made for it. */
export function soundName(name: string): boolean {
  return /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/.test(name);
}

/** Names, separated by commas or spaces. */
export function namesIn(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

/** The name of a thing that is made for a domain: letters that aliases and roles may have. */
export function safeName(name: string): string {
  return name.replace(/[^A-Za-z0-9-]+/g, "-").replace(/^-+|-+$/g, "") || "domain";
}

const status = (on: boolean) => ({ Status: on ? ("ENABLED" as const) : ("DISABLED" as const) });

/** CreateDomain's request. */
export function domainRequest(draft: Draft, role: string, appKey: string, storageKey: string): Input<"sagemaker", "CreateDomain"> {
  const subnets = namesIn(draft.subnets);
  const groups = namesIn(draft.securityGroups);
  const workspace = { ...(draft.artifactPath && { S3ArtifactPath: draft.artifactPath }), ...(storageKey && { S3KmsKeyId: storageKey }) };
  const isSharing = draft.sharingKey || draft.sharingPath;
  return {
    DomainName: draft.name,
    AuthMode: "IAM",
    ...(appKey && { KmsKeyId: appKey }),
    AppNetworkAccessType: draft.vpcOnly ? "VpcOnly" : "PublicInternetOnly",
    ...(draft.vpc && { VpcId: draft.vpc }),
    ...(subnets.length && { SubnetIds: subnets }),
    DefaultUserSettings: {
      ExecutionRole: role,
      ...(groups.length && { SecurityGroups: groups }),
      ...(isSharing && {
        SharingSettings: {
          NotebookOutputOption: "Allowed" as const,
          ...(draft.sharingPath && { S3OutputPath: draft.sharingPath }),
          ...(draft.sharingKey && { S3KmsKeyId: draft.sharingKey }),
        },
      }),
      CanvasAppSettings: {
        ...(Object.keys(workspace).length && { WorkspaceSettings: workspace }),
        TimeSeriesForecastingSettings: { ...status(draft.timeSeries), ...(draft.timeSeries && draft.forecastRole && { AmazonForecastRoleArn: draft.forecastRole }) },
        ModelRegisterSettings: status(draft.modelRegister),
        DirectDeploySettings: status(draft.directDeploy),
      },
    },
  };
}
