import { list, principalsOf, type Statement, statementsOf } from "../../components/policy/statements.ts";

/** Who a key is made for; principals are ARNs. */
export interface KeyPlan {
  account: string;
  administrators: readonly string[];
  /** Whether administrators may delete the key. */
  deletion: boolean;
  users: readonly string[];
  /** Roles that use the key in Canvas. */
  canvas: readonly string[];
  /** Roles that forecast. */
  forecast: readonly string[];
}

const ADMINISTRATION = [
  "kms:Create*", "kms:Describe*", "kms:Enable*", "kms:List*", "kms:Put*", "kms:Update*", "kms:Revoke*", "kms:Disable*",
  "kms:Get*", "kms:Delete*", "kms:TagResource", "kms:UntagResource",
];
const DELETION = ["kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion"];

const SIDS = {
  account: "Enable IAM User Permissions",
  administrators: "Allow access for Key Administrators",
  users: "Allow use of the key",
  grants: "Allow attachment of persistent resources",
};

/** The statement that the AWS page prints for the user's role. Source: "Encrypt Your SageMaker Canvas Data with AWS KMS". */
export function canvasStatement(roles: readonly string[]): Statement {
  return { Sid: "ExampleStmt", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Effect: "Allow", Principal: principals(roles), Resource: "*" };
}

/** The statement that the AWS page prints for Amazon Forecast's role. */
export function forecastStatement(roles: readonly string[]): Statement {
  return {
    Sid: "Enable IAM Permissions for Amazon Forecast KMS access",
    Effect: "Allow",
    Principal: principals(roles),
    Action: [
      "kms:DescribeKey", "kms:CreateGrant", "kms:RetireGrant", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlainText", "kms:Decrypt",
    ],
    Resource: "*",
  };
}

/** The key policy that AWS's console makes, and the document's statements after it. */
export function planned(plan: KeyPlan): string {
  const allow = (Sid: string, arns: readonly string[], Action: string | string[], more: Statement = {}): Statement[] =>
    arns.length ? [{ Sid, Effect: "Allow", Principal: principals(arns), Action, Resource: "*", ...more }] : [];
  const Statement = [
    ...allow(SIDS.account, [`arn:aws:iam::${plan.account}:root`], "kms:*"),
    ...allow(SIDS.administrators, plan.administrators, [...ADMINISTRATION, ...(plan.deletion ? DELETION : [])]),
    ...allow(SIDS.users, plan.users, ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]),
    ...allow(SIDS.grants, plan.users, ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"], {
      Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
    }),
    ...(plan.canvas.length ? [canvasStatement(plan.canvas)] : []),
    ...(plan.forecast.length ? [forecastStatement(plan.forecast)] : []),
  ];
  return JSON.stringify({ Version: "2012-10-17", Id: "key-consolepolicy-3", Statement }, null, 2);
}

export interface DefaultView {
  /** Whether identity policies of the account may allow the key's use. */
  iam: boolean;
  administrators: string[];
  deletion: boolean;
  users: string[];
  /** Those who use the key in Canvas, and those who forecast. */
  canvas: string[];
  forecast: string[];
  /** What none of the panels shows. */
  others: Statement[];
}

export type Panel = "administrators" | "users" | "canvas" | "forecast";

/** A key policy as panels: who administers, who uses; whatever else it says, statement by statement. */
export function defaultView(policy: string): DefaultView {
  const view: DefaultView = { iam: false, administrators: [], deletion: false, users: [], canvas: [], forecast: [], others: [] };
  for (const statement of statementsOf(policy)) {
    const kind = kindOf(statement);
    if (kind === "iam") view.iam = true;
    else if (kind === "others") view.others.push(statement);
    else if (kind !== "grants") view[kind].push(...principalsOf(statement));
    if (kind === "administrators") view.deletion ||= actionsOf(statement).includes("kms:schedulekeydeletion");
  }
  return view;
}

/** A key policy with other principals in a panel; its statements come and go with them, all others stay as they are. */
export function withPanel(policy: string, panel: Panel, arns: readonly string[]): string {
  const kinds: readonly Kind[] = panel === "users" ? ["users", "grants"] : [panel];
  const plan = { account: "", administrators: [], deletion: true, users: [], canvas: [], forecast: [], [panel]: arns };
  // The account's own statement is the plan's first: it is not asked for here.
  const wanted = statementsOf(planned(plan)).slice(1);
  const next: Statement[] = [];
  for (const statement of statementsOf(policy)) {
    const kind = kindOf(statement);
    if (!kinds.includes(kind)) next.push(statement);
    else if (arns.length && wanted.some((each) => kindOf(each) === kind)) {
      wanted.splice(wanted.findIndex((each) => kindOf(each) === kind), 1);
      next.push({ ...statement, Principal: principals(arns) });
    }
  }
  return JSON.stringify({ ...(JSON.parse(policy) as object), Statement: [...next, ...wanted] }, null, 2);
}

type Kind = Panel | "iam" | "grants" | "others";

function kindOf(statement: Statement): Kind {
  const arns = principalsOf(statement);
  const actions = actionsOf(statement);
  if (statement["Effect"] !== "Allow" || !arns.length || statement["Resource"] !== "*") return "others";
  if (statement["Sid"] === SIDS.grants && same(actions, ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"])) return "grants";
  if (statement["Condition"]) return "others";
  if (actions.includes("kms:*") && arns.every((arn) => /^(\d{12}|arn:aws:iam::\d{12}:root)$/.test(arn))) return "iam";
  if (same(actions, ADMINISTRATION, DELETION)) return "administrators";
  if (statement["Sid"] === SIDS.users) return "users";
  if (same(actions, list(canvasStatement([])["Action"]))) return "canvas";
  return same(actions, list(forecastStatement([])["Action"])) ? "forecast" : "others";
}

function actionsOf(statement: Statement): string[] {
  return list(statement["Action"]).map((action) => action.toLowerCase());
}

/** Whether actions are those needed and, besides, of those that may be there. */
function same(actions: string[], needed: readonly string[], optional: readonly string[] = []): boolean {
  const must = needed.map((each) => each.toLowerCase());
  const may = new Set([...must, ...optional.map((each) => each.toLowerCase())]);
  return must.every((each) => actions.includes(each)) && actions.every((each) => may.has(each));
}

function principals(arns: readonly string[]): { AWS: string | string[] } {
  return { AWS: arns.length === 1 ? (arns[0] as string) : [...arns] };
}
