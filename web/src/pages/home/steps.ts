import { call } from "../../api/door.ts";
import { everyPage } from "../../api/everyPage.ts";
import type { Workspace } from "../../app/workspace.ts";

export const STEPS = ["key", "role", "domain", "profile", "dataset", "model", "prediction"] as const;
export type Step = (typeof STEPS)[number];

/** Which steps are done; undefined: not to be seen by this session. */
export type Found = Partial<Record<Step, boolean>>;

/** Look what there is already. */
export async function look(admin: boolean, workspace: Workspace | undefined, signal: AbortSignal): Promise<Found> {
  const own = workspace && { DomainId: workspace.domainId, UserProfileName: workspace.profile, MaxResults: 1 };
  const questions: Partial<Record<Step, () => Promise<boolean>>> = {
    ...(admin && {
      key: async () => (await everyPage("kms", "ListAliases", {}, ["NextMarker", "Marker"], signal)).some((page) => page.Aliases?.some((each) => each.TargetKeyId && !each.AliasName?.startsWith("alias/aws/"))),
      role: async () => (await everyPage("iam", "ListRoles", {}, ["Marker", "Marker"], signal)).some((page) => page.Roles?.some((each) => trustsSageMaker(each.AssumeRolePolicyDocument))),
      domain: async () => some((await call("sagemaker", "ListDomains", { MaxResults: 1 }, signal)).Domains),
      profile: async () => some((await call("sagemaker", "ListUserProfiles", { MaxResults: 1 }, signal)).UserProfiles),
    }),
    dataset: async () => own !== undefined && some((await call("sealcanvas", "ListDatasets", own, signal)).Datasets),
    model: async () => own !== undefined && some((await call("sealcanvas", "ListModelVersions", own, signal)).ModelVersions),
    prediction: async () => own !== undefined && some((await call("sealcanvas", "ListPredictions", own, signal)).Predictions),
  };
  const answers = await Promise.all(Object.entries(questions).map(async ([step, ask]) => [step, await ask().catch(() => undefined)] as const));
  signal.throwIfAborted();
  return Object.fromEntries(answers);
}

function some(list: readonly unknown[] | undefined): boolean {
  return Boolean(list?.length);
}

/** Whether a trust policy, URL-encoded as IAM tells it, names SageMaker. */
export function trustsSageMaker(document: string | undefined): boolean {
  return decodeURIComponent(document ?? "").includes("sagemaker.amazonaws.com");
}
