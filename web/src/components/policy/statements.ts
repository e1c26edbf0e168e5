import { readLoosely } from "./looseJson.ts";

/** A statement of a policy, as its JSON has it. */
export type Statement = Record<string, unknown>;

const VERSION = "2012-10-17";
const ATTACHED = new Set(["identity", "boundary", "session", "service-control"]);

/** The statement that a text is, if it is one without a policy around it, as the AWS page prints them; else null. */
export function bareStatement(text: string): Statement | null {
  const read = attempt(text);
  return isStatement(read) ? read : null;
}

/** The statements of a policy text; none if it cannot be read. */
export function statementsOf(text: string): Statement[] {
  const read = attempt(text);
  if (!isObject(read)) return [];
  const statements = Array.isArray(read["Statement"]) ? read["Statement"] : [read["Statement"]];
  return statements.filter(isObject);
}

/**
 * A policy text with one statement more. One that says the same for other principals takes the new ones; a Sid that is taken
 * gets a number.
 */
export function withStatement(policy: string, statement: Statement): string {
  const read = attempt(policy);
  const document: Record<string, unknown> = isObject(read) && !isStatement(read) ? read : { Version: VERSION };
  const statements = statementsOf(policy);
  const joined = statements.findIndex((each) => sameButPrincipals(each, statement));
  const next =
    joined >= 0
      ? statements.map((each, place) => (place === joined ? { ...each, Principal: bothPrincipals(each, statement) } : each))
      : [...statements, { ...statement, ...("Sid" in statement && { Sid: freeSid(String(statement["Sid"]), statements) }) }];
  return pretty({ ...document, Statement: next });
}

/** A statement as a kind of policy takes it: what is attached to somebody names no principal, and has plain Sids. */
export function fitted(statement: Statement, kind: string): Statement {
  if (!ATTACHED.has(kind)) return statement;
  const { Principal: _, ...rest } = statement;
  return "Sid" in rest ? { ...rest, Sid: String(rest["Sid"]).replace(/[^A-Za-z0-9]/g, "") } : rest;
}

/** A policy laid out for people; a text that cannot be read stays as it is. */
export function laidOut(text: string): string {
  try {
    return pretty(JSON.parse(text));
  } catch {
    return text;
  }
}

/** The principals that a statement names under a type: "AWS", "Service". */
export function principalsOf(statement: Statement, type = "AWS"): string[] {
  const principal = statement["Principal"];
  if (principal === "*") return type === "AWS" ? ["*"] : [];
  return isObject(principal) ? list(principal[type]) : [];
}

/** A value that may be one or many. */
export function list(value: unknown): string[] {
  return value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(String);
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function attempt(text: string): unknown {
  try {
    return readLoosely(text);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isStatement(value: unknown): value is Statement {
  return isObject(value) && !("Statement" in value) && "Effect" in value && ("Action" in value || "NotAction" in value);
}

function sameButPrincipals(one: Statement, other: Statement): boolean {
  return principalsOf(one).length > 0 && principalsOf(other).length > 0 && core(one) === core(other);
}

function core(statement: Statement): string {
  const sorted = Object.entries(statement)
    .filter(([name]) => name !== "Principal")
    .map(([name, value]) => [name, name === "Condition" ? value : list(value).sort()]);
  return JSON.stringify(sorted.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}

function bothPrincipals(one: Statement, other: Statement): unknown {
  if (one["Principal"] === "*") return "*";
  const arns = [...new Set([...principalsOf(one), ...principalsOf(other)])];
  return { ...(one["Principal"] as object), AWS: arns.length === 1 ? arns[0] : arns };
}

function freeSid(sid: string, statements: Statement[]): string {
  const taken = new Set(statements.map((each) => each["Sid"]));
  let free = sid;
  for (let number = 2; taken.has(free); number += 1) free = `${sid}${number}`;
  return free;
}
