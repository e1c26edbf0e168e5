import { call, type Input, type OperationOf } from "../../api/door.ts";
import { everyPage } from "../../api/everyPage.ts";
import { decoded } from "./documents.ts";

export type Kind = "Role" | "User" | "Group";

/** A role, user or group. */
export interface Entity {
  kind: Kind;
  name: string;
}

/** A policy that an entity has. */
export interface Held {
  name: string;
  /** Of a managed policy; "" for an inline one. */
  arn: string;
}

const named = ({ kind, name }: Entity) => ({ [`${kind}Name`]: name });

// IAM has each of these operations three times, under names that differ in the kind alone.
function ask(operation: string, input: object): Promise<unknown> {
  return call("iam", operation as OperationOf<"iam">, input as Input<"iam", OperationOf<"iam">>);
}

function pages(operation: string, input: object, signal: AbortSignal): Promise<unknown[]> {
  return everyPage("iam", operation as OperationOf<"iam">, input as Input<"iam", OperationOf<"iam">>, "Marker", signal);
}

/** The policies that an entity has, managed ones first. */
export async function policiesOf(entity: Entity, signal: AbortSignal): Promise<Held[]> {
  const attached = (await pages(`ListAttached${entity.kind}Policies`, named(entity), signal)) as { AttachedPolicies?: { PolicyName?: string; PolicyArn?: string }[] }[];
  const inline = (await pages(`List${entity.kind}Policies`, named(entity), signal)) as { PolicyNames?: string[] }[];
  return [
    ...attached.flatMap((page) => page.AttachedPolicies ?? []).map(({ PolicyName = "", PolicyArn = "" }) => ({ name: PolicyName, arn: PolicyArn })),
    ...inline.flatMap((page) => page.PolicyNames ?? []).map((name) => ({ name, arn: "" })),
  ];
}

/** An inline policy's text. */
export async function inlinePolicy(entity: Entity, policy: string): Promise<string> {
  const answer = (await ask(`Get${entity.kind}Policy`, { ...named(entity), PolicyName: policy })) as { PolicyDocument?: string };
  return decoded(answer.PolicyDocument);
}

export function putInline(entity: Entity, policy: string, text: string): Promise<unknown> {
  return ask(`Put${entity.kind}Policy`, { ...named(entity), PolicyName: policy, PolicyDocument: text });
}

export async function attach(entity: Entity, arns: readonly string[]): Promise<void> {
  for (const arn of arns) await ask(`Attach${entity.kind}Policy`, { ...named(entity), PolicyArn: arn });
}

/** Take policies away: managed ones are detached, inline ones deleted. */
export async function drop(entity: Entity, policies: readonly Held[]): Promise<void> {
  for (const { name, arn } of policies) {
    if (arn) await ask(`Detach${entity.kind}Policy`, { ...named(entity), PolicyArn: arn });
    else await ask(`Delete${entity.kind}Policy`, { ...named(entity), PolicyName: name });
  }
}

/** Set what bounds the entity's permissions; "" for nothing. */
export function setBoundary(entity: Entity, arn: string): Promise<unknown> {
  return arn
    ? ask(`Put${entity.kind}PermissionsBoundary`, { ...named(entity), PermissionsBoundary: arn })
    : ask(`Delete${entity.kind}PermissionsBoundary`, named(entity));
}

/** Make the entity's tags what `tags` say. */
export async function setTags(entity: Entity, before: readonly Tag[], tags: readonly Tag[]): Promise<void> {
  const gone = before.filter((tag) => !tags.some((each) => each.Key === tag.Key)).map((tag) => tag.Key);
  if (gone.length) await ask(`Untag${entity.kind}`, { ...named(entity), TagKeys: gone });
  const changed = tags.filter((tag) => !before.some((each) => each.Key === tag.Key && each.Value === tag.Value));
  if (changed.length) await ask(`Tag${entity.kind}`, { ...named(entity), Tags: changed });
}

export interface Tag {
  Key: string;
  Value: string;
}

/** Delete an entity with the policies that it has. */
export async function deleteEntity(entity: Entity): Promise<void> {
  await drop(entity, await policiesOf(entity, new AbortController().signal));
  await ask(`Delete${entity.kind}`, named(entity));
}
