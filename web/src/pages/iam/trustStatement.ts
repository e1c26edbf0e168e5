import type { Statement } from "../../components/policy/statements.ts";

const KIND = ":oidc-provider/";

/** The parts of a text that spaces, commas or lines separate. */
export function words(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

/** What a provider is called before its condition keys: its URL without the scheme, as in its ARN. */
export function providerName(arn: string): string {
  const at = arn.indexOf(KIND);
  return at < 0 ? arn : arn.slice(at + KIND.length);
}

/** The account of an ARN. */
export function accountOf(arn: string): string {
  return arn.split(":")[4] ?? "";
}

/** The statement of a trust policy by which people sign in: for one client, and for these subjects, or for all. */
export function trustStatement(providerArn: string, clientId: string, subjects: readonly string[]): Statement {
  const name = providerName(providerArn);
  const who = subjects.length === 0 ? {} : { [`${name}:sub`]: subjects.length === 1 ? subjects[0] : subjects };
  return {
    Effect: "Allow",
    Principal: { Federated: providerArn },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringEquals: { [`${name}:aud`]: clientId, ...who } },
  };
}
