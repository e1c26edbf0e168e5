"""Grants that reach further than they look."""

from sealcanvas.access.json_text import Node
from sealcanvas.access.linter.notes import Notes
from sealcanvas.access.linter.statement_view import ConditionView, StatementView
from sealcanvas.access.linter.view import PolicyView
from sealcanvas.access.operators.registry import OPERATORS
from sealcanvas.access.reading.report import shown

CONFINING = (
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principaltag/",
    "aws:principalservicename",
    "aws:principalservicenameslist",
    "aws:userid",
    "aws:username",
    "aws:sourcearn",
    "aws:sourceaccount",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceowner",
    "aws:sourceip",
    "aws:sourcevpc",
    "aws:sourcevpcarn",
    "aws:sourcevpce",
    "aws:vpceaccount",
    "aws:vpceorgid",
    "aws:vpceorgpaths",
    "aws:federatedprovider",
    "kms:calleraccount",
    "kms:granteeprincipal",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
    "sts:externalid",
)
"""Keys of which a condition says who a principal is or whence it comes."""
_SOURCE = ("aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner")
_SOURCELESS = frozenset({"ec2", "lambda", "edgelambda", "ecs-tasks", "apigateway", "pods.eks"})
"""Services that assume a role for its own account alone, or send no source."""
_LIMITS = frozenset({"boundary", "session", "service-control"})
_PASS_KEYS = ("iam:passedtoservice", "iam:associatedresourcearn")
_GRANT_KEYS = (
    "kms:grantisforawsresource",
    "kms:granteeprincipal",
    "kms:granteeserviceprincipal",
    "kms:grantoperations",
    "kms:grantconstrainttype",
    "kms:grantconstraintsourcearn",
    "kms:viaservice",
)


def check_breadth(policy: PolicyView, notes: Notes) -> None:
    """Note every Allow that is wider than it should be; policies that only limit others are none."""
    for statement in policy.statements:
        if not statement.allows:
            continue
        if policy.kind not in _LIMITS:
            _check_elements(policy, statement, notes)
            _check_actions(policy, statement, notes)
        if statement.principal_node is not None:
            _check_principals(policy, statement, notes)


def _check_elements(policy: PolicyView, statement: StatementView, notes: Notes) -> None:
    for code, name, opposite, node in (
        ("allow-not-action", "Action", statement.not_action, statement.action_node),
        ("allow-not-resource", "Resource", statement.not_resource, statement.resource_node),
        ("allow-not-principal", "Principal", statement.not_principal, statement.principal_node),
    ):
        if opposite and node is not None:
            message = f"Not{name} with Allow allows all that it does not name, and all that is added later."
            if name == "Principal" and policy.kind == "trust":
                mend, aws = "Name the principals.", "Allow with NotPrincipal is not allowed."
                notes.add("not-principal-allow", node, message, mend, refused=True, aws=aws)
            else:
                notes.add(code, node, message, f"Write {name} with what should be allowed.")


def _check_actions(policy: PolicyView, statement: StatementView, notes: Notes) -> None:
    everywhere = "*" in statement.resource_texts and not statement.not_resource
    node = statement.action_node
    if node is None or statement.not_action:
        return
    texts = set(statement.action_texts)
    if policy.kind == "identity" and everywhere and not statement.conditions:
        if texts & {"*", "*:*"}:
            notes.add("allow-everything", node, "Everything is allowed on everything.", "Name actions and resources.")
            return
        if "kms:*" in texts:
            message = "Every KMS action is allowed on every key, ScheduleKeyDeletion and PutKeyPolicy included."
            notes.add("allow-all-keys", _node_of(statement, "kms:*"), message, "Name the actions and the keys.")
    if policy.kind == "identity" and statement.gives("iam:passrole"):
        wide = everywhere or any(text.endswith((":role/*", ":*", "::*")) for text in statement.resource_texts)
        if wide and not any(_positive(each) for each in statement.on(*_PASS_KEYS)):
            mend = "Name the roles, and add a condition on iam:PassedToService."
            message = "Every role may be passed to every service: whoever has this can act as any of them."
            notes.add("pass-role-anywhere", node, message, mend)
    grants = [each for each in statement.actions if each.text.lower() in ("kms:creategrant", "kms:create*")]
    if grants and not any(_positive(each) for each in statement.on(*_GRANT_KEYS)):
        message = "Grants for anybody may be made, and outlive this policy."
        mend = 'Add "Bool": {"kms:GrantIsForAWSResource": "true"} where only AWS services need grants.'
        notes.add("create-grant-open", grants[0], message, mend)


def _check_principals(policy: PolicyView, statement: StatementView, notes: Notes) -> None:
    node = statement.principal_node
    confined = any(_positive(each) for each in statement.on(*CONFINING))
    if statement.anyone and statement.conditions and not confined and node is not None:
        message = "Everybody is allowed: the conditions do not say who."
        notes.add("anyone-allowed", node, message, "Name the principals, or add a condition on aws:PrincipalOrgID.")
    services = [each for each in statement.principals.get("Service", ()) if not _sourceless(each)]
    if services and not any(_positive(each) for each in statement.on(*_SOURCE)):
        message = f"{shown(services[0].text)} may come here for anybody's resources."
        mend = "Add conditions on aws:SourceAccount and aws:SourceArn."
        notes.add("confused-deputy", services[0], message, mend)
    if not policy.account or statement.not_principal:
        return
    for each in statement.principals.get("AWS", ()):
        account = account_of(each.text)
        if account and account != policy.account:
            message = f"{shown(each.text)} is of another account, {account}."
            notes.add("cross-account", each, message, "Remove it unless that account is meant.")


def account_of(principal: str) -> str:
    """Return the account of a principal under "AWS", "" for the lone * and for unique ids."""
    if principal.isdigit():
        return principal
    fields = principal.split(":")
    return fields[4] if len(fields) > 5 else ""


def _sourceless(node: Node) -> bool:
    return node.text.removesuffix(".cn").removesuffix(".amazonaws.com") in _SOURCELESS


def _positive(condition: ConditionView) -> bool:
    """Whether the condition confines: a test that holds for some values and not for a missing key."""
    name = condition.name
    if name.base == "null" or name.if_exists or name.qualifier == "ForAllValues":
        return False
    return not OPERATORS[name.base].negated and not any(value.text == "*" for value in condition.values)


def _node_of(statement: StatementView, text: str) -> Node:
    return next(node for node in statement.actions if node.text.lower() == text)
