import { principalsOf, statementsOf } from "../../components/policy/statements.ts";

/** A policy as IAM sends it: encoded as a part of an address. */
export function decoded(document: string | undefined): string {
  if (!document) return "";
  try {
    return decodeURIComponent(document);
  } catch {
    return document;
  }
}

/** Whom a trust policy lets in: services' hosts, ARNs, identity providers. */
export function trustedBy(policy: string): string[] {
  const allowing = statementsOf(policy).filter((statement) => statement["Effect"] === "Allow");
  const named = allowing.flatMap((statement) => ["Service", "AWS", "Federated"].flatMap((type) => principalsOf(statement, type)));
  return [...new Set(named)];
}

/** A trust policy for services of this account alone, or for an account. */
export function trustPolicy(type: "Service" | "AWS", names: readonly string[], account: string): string {
  const condition = type === "Service" ? { Condition: { StringEquals: { "aws:SourceAccount": account } } } : {};
  const statement = { Effect: "Allow", Principal: { [type]: names.length === 1 ? names[0] : names }, Action: "sts:AssumeRole", ...condition };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] }, null, 2);
}

/** A policy to begin with. */
export const EMPTY_POLICY = JSON.stringify({ Version: "2012-10-17", Statement: [] }, null, 2);
