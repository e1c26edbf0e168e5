import type { Decision } from "../api/shapes/sealcanvas.ts";
import { roleIn } from "./access/workspacesOfRole.ts";

/** Where in the console of an account the policy of a decision's layer is edited; undefined where it is not. */
export function policyPage({ Principal = "", Resource = "" }: Decision, layer: string | undefined, account: string): string | undefined {
  const owner = layer === "identity" || layer === "boundary" ? Principal : Resource;
  if (!owner.includes(`:${account}:`) && !owner.includes(":s3:::")) return undefined;
  if (layer === "resource") return keyPage(Resource) ?? bucketPage(Resource);
  if (layer === "trust") return rolePage(Resource, "?tab=trust");
  if (layer === "identity" || layer === "boundary") return rolePage(Principal) ?? userPage(Principal);
  return undefined;
}

function keyPage(arn: string): string | undefined {
  const id = /^arn:[\w-]+:kms:[\w-]+:\d+:key\/(.+)$/.exec(arn)?.[1];
  return id && `/keys/${id}?tab=policy`;
}

function bucketPage(arn: string): string | undefined {
  const bucket = /^arn:[\w-]+:s3:::([^/]+)/.exec(arn)?.[1];
  return bucket && `/buckets/${bucket}?tab=policy`;
}

function rolePage(arn: string, tab = ""): string | undefined {
  const role = roleIn(arn);
  return role && `/roles/${encodeURIComponent(role.name)}${tab}`;
}

function userPage(arn: string): string | undefined {
  const user = /^arn:[\w-]+:iam::\d+:user\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1];
  return user && `/users/${encodeURIComponent(user)}`;
}
