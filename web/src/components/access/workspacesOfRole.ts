import { quietly } from "../../api/door.ts";
import { everyPage } from "../../api/everyPage.ts";

/** A user profile, and the domain that it is in. */
export interface Profile {
  DomainId: string;
  UserProfileName: string;
}

const AT_ONCE = 8;

/** The role that an ARN names, of itself or of a session of it; undefined for whoever else. */
export function roleIn(arn: string | undefined): { account: string; name: string } | undefined {
  const [, account = "", session, path] = /^arn:[\w-]+:(?:sts|iam)::(\d+):(?:assumed-role\/([^/]+)\/.*|role\/(.+))$/.exec(arn ?? "") ?? [];
  const name = session ?? path?.split("/").at(-1);
  return name ? { account, name } : undefined;
}

/** Whether two ARNs name the same role: a session's leaves its path out. */
export function sameRole(arn: string | undefined, other: string | undefined): boolean {
  const [one, two] = [roleIn(arn), roleIn(other)];
  return one !== undefined && one.account === two?.account && one.name === two.name;
}

/**
 * The user profiles that work, or have Forecast work, as a role.
 *
 * @throws ServiceError as SageMaker refuses the session to list or describe them.
 */
export async function workspacesOfRole(arn: string, signal?: AbortSignal): Promise<Profile[]> {
  const pages = await everyPage("sagemaker", "ListUserProfiles", {}, "NextToken", signal);
  const all = pages.flatMap((page) => page.UserProfiles ?? []).map(({ DomainId = "", UserProfileName = "" }) => ({ DomainId, UserProfileName }));
  const found: Profile[] = [];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const some = all.slice(from, from + AT_ONCE);
    const told = await Promise.all(some.map((each) => quietly("sealcanvas", "DescribeWorkspace", each, signal)));
    found.push(...some.filter((_, place) => sameRole(told[place]?.ExecutionRoleArn, arn) || sameRole(told[place]?.ForecastRoleArn, arn)));
  }
  return found;
}
