import { call } from "../../api/door.ts";
import { everyPage } from "../../api/everyPage.ts";
import type { Policy, PolicyVersion } from "../../api/shapes/iam.ts";
import { decoded } from "./documents.ts";

const MOST_VERSIONS = 5; // IAM keeps no more of a policy

/** A managed policy and the text that it has now. */
export async function policyAt(arn: string, signal?: AbortSignal): Promise<{ policy: Policy; text: string }> {
  const { Policy: policy = {} } = await call("iam", "GetPolicy", { PolicyArn: arn }, signal);
  const version = await call("iam", "GetPolicyVersion", { PolicyArn: arn, VersionId: policy.DefaultVersionId ?? "v1" }, signal);
  return { policy, text: decoded(version.PolicyVersion?.Document) };
}

async function versionsOf(arn: string): Promise<PolicyVersion[]> {
  return (await everyPage("iam", "ListPolicyVersions", { PolicyArn: arn }, "Marker")).flatMap((page) => page.Versions ?? []);
}

/** Give a managed policy another text; its oldest version goes where there would be too many. */
export async function saveVersion(arn: string, text: string): Promise<void> {
  const versions = await versionsOf(arn);
  if (versions.length >= MOST_VERSIONS) {
    const [oldest] = versions.filter((each) => !each.IsDefaultVersion).sort((a, b) => Number(a.CreateDate) - Number(b.CreateDate));
    if (oldest?.VersionId) await call("iam", "DeletePolicyVersion", { PolicyArn: arn, VersionId: oldest.VersionId });
  }
  await call("iam", "CreatePolicyVersion", { PolicyArn: arn, PolicyDocument: text, SetAsDefault: true });
}

/** Delete a managed policy with its versions; IAM refuses while somebody has it. */
export async function deletePolicy(arn: string): Promise<void> {
  for (const version of await versionsOf(arn)) {
    if (!version.IsDefaultVersion) await call("iam", "DeletePolicyVersion", { PolicyArn: arn, VersionId: version.VersionId ?? "" });
  }
  await call("iam", "DeletePolicy", { PolicyArn: arn });
}
