import { call } from "../../api/door.ts";
import { ServiceError } from "../../api/errors.ts";
import { applyOffers } from "../../components/access/offers.ts";
import { trustPolicy } from "../iam/documents.ts";
import { type Draft, domainRequest, safeName } from "./draft.ts";

export type Step = "role" | "keys" | "domain" | "profile" | "statements";
export const STEPS: readonly Step[] = ["role", "keys", "domain", "profile", "statements"];

const POLICIES = ["AmazonSageMakerFullAccess", "AmazonSageMakerCanvasFullAccess"];

/** What has been made so far: a set-up that is refused goes on from there. */
export interface Made {
  role?: string;
  appKey?: string;
  storageKey?: string;
  domainId?: string;
  profile?: boolean;
}

/**
 * Make a domain with all that it takes, step by step.
 *
 * @param made what earlier tries have made; kept up to date.
 * @param begun told of each step as it begins.
 * @throws ServiceError as one of the services refuses.
 */
export async function setUp(draft: Draft, account: string, made: Made, begun: (step: Step) => void): Promise<string> {
  begun("role");
  made.role ??= draft.role || (await makeRole(draft, account));
  begun("keys");
  made.appKey ??= draft.newKeys ? await makeKey(`${safeName(draft.name)}-application`) : draft.appKey;
  made.storageKey ??= draft.newKeys ? await makeKey(`${safeName(draft.name)}-storage`) : draft.storageKey;
  begun("domain");
  made.domainId ??= (await call("sagemaker", "CreateDomain", domainRequest(draft, made.role, made.appKey, made.storageKey))).DomainId ?? "";
  begun("profile");
  if (!made.profile) await call("sagemaker", "CreateUserProfile", { DomainId: made.domainId, UserProfileName: draft.profile });
  made.profile = true;
  begun("statements");
  if (draft.statements) await applyOffers({ DomainId: made.domainId, UserProfileName: draft.profile });
  return made.domainId;
}

async function makeRole(draft: Draft, account: string): Promise<string> {
  const name = `SealcanvasExecution-${safeName(draft.name)}`.slice(0, 64);
  let arn: string | undefined;
  try {
    const document = trustPolicy("Service", ["sagemaker.amazonaws.com"], account);
    arn = (await call("iam", "CreateRole", { RoleName: name, AssumeRolePolicyDocument: document })).Role?.Arn;
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== "EntityAlreadyExists") throw error;
    arn = (await call("iam", "GetRole", { RoleName: name })).Role?.Arn;
  }
  for (const policy of POLICIES) await call("iam", "AttachRolePolicy", { RoleName: name, PolicyArn: `arn:aws:iam::aws:policy/${policy}` });
  return arn ?? "";
}

/** A key under an alias of ours; the alias's key if there is one already. */
async function makeKey(name: string): Promise<string> {
  const AliasName = `alias/${name}`;
  try {
    const { KeyMetadata } = await call("kms", "DescribeKey", { KeyId: AliasName });
    if (KeyMetadata?.KeyState === "Enabled") return KeyMetadata.Arn ?? "";
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== "NotFoundException") throw error;
  }
  const { KeyMetadata } = await call("kms", "CreateKey", { Description: name });
  await call("kms", "CreateAlias", { AliasName, TargetKeyId: KeyMetadata?.KeyId ?? "" });
  return KeyMetadata?.Arn ?? "";
}
