"""A Deny made to leave one request out, by as little as it can."""

import json
from collections.abc import Iterator
from typing import Any

from sealcanvas.access.decision import Decision
from sealcanvas.access.layer_result import LayerResult
from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.mend.change import Change, Target, changed, statement_at, statements_of
from sealcanvas.access.mend.verbatim import verbatim
from sealcanvas.access.mend.widen import lists_values, with_value

_NEGATED = frozenset(
    {"stringnotequals", "stringnotequalsignorecase", "stringnotlike", "arnnotequals", "arnnotlike", "notipaddress"}
)

Statement = dict[str, Any]


def narrowed(decision: Decision, target: Target, policy: NamedPolicy, result: LayerResult) -> Iterator[Change]:
    """Return the ways to narrow the Deny that decided, those that change the text least first.

    A Deny that names the principal no longer does; an exception that it makes already takes this request's value in; or
    the principal is left out: for all that the Deny covers, else for this action alone, this resource alone, or both.

    Raises NotWritable if the policy cannot write the request's values.
    """
    if result.statement is None:
        return
    index = result.statement.index
    deny = statement_at(policy, index)
    others = len(statements_of(policy.document.text)[1]) > 1
    for parts in _partings(deny, decision, policy):
        unnamed = _without_principal(parts[-1], decision)
        if unnamed is not None and (unnamed or parts[:-1] or others):
            yield changed(target, "narrow-deny", policy, policy.name, [*parts[:-1], *unnamed], index)
    for exception in _exceptions(decision, deny, result, policy):
        for parts in _partings(deny, decision, policy):
            kept, ours = parts[:-1], parts[-1]
            statement = {**ours, "Condition": exception}
            if kept:
                statement.pop("Sid", None)
            yield changed(target, "narrow-deny", policy, policy.name, [*kept, statement], index)


def _without_principal(deny: Statement, decision: Decision) -> list[Statement] | None:
    """Return what is left of a Deny that names the principal, without it; None if it does not name it."""
    element = deny.get("Principal")
    names = element.get("AWS", []) if isinstance(element, dict) else []
    listed = names if isinstance(names, list) else [names]
    principal = decision.request.principal
    kept = [name for name in listed if name not in (principal.arn, principal.stable_arn)]
    if len(kept) == len(listed) or not isinstance(element, dict):
        return None
    rest = {kind: name for kind, name in element.items() if kind != "AWS"} | ({"AWS": kept} if kept else {})
    return [{**deny, "Principal": rest}] if rest else []


def _exceptions(
    decision: Decision, deny: Statement, result: LayerResult, policy: NamedPolicy
) -> Iterator[dict[str, Any]]:
    listing = [check for check in result.checks if lists_values(check, _NEGATED)]
    if len(listing) == 1:
        yield with_value(_copy(deny), listing[0], policy)["Condition"]
    principal = decision.request.principal
    if principal.account and principal.kind != "root":
        conditions: dict[str, Any] = _copy(deny).get("Condition", {})
        keys = conditions.setdefault("ArnNotEquals", {})
        values = keys.get("aws:PrincipalArn", [])
        listed = values if isinstance(values, list) else [values]
        arn = verbatim(principal.stable_arn, policy)
        if arn not in listed:
            keys["aws:PrincipalArn"] = [*listed, arn] if listed else arn
            yield conditions


def _partings(deny: Statement, decision: Decision, policy: NamedPolicy) -> Iterator[list[Statement]]:
    """Return the Deny whole, then in parts that cover the same together; the last part is the request's own."""
    yield [deny]
    by_action = _by_action(deny, decision.request.action)
    if by_action is not None:
        yield by_action
    if decision.rules != "standard":
        return
    resource = decision.request.resource
    written = "*" if resource == "*" else verbatim(resource, policy)
    by_resource = _by_resource(deny, written)
    if by_resource is not None:
        yield by_resource
    if by_action is not None:
        rest, ours = by_action
        parted = _by_resource(ours, written)
        if parted is not None:
            yield [rest, _without_sid(parted[0]), parted[1]]


def _by_action(deny: Statement, action: str) -> list[Statement] | None:
    listed = deny.get("Action")
    if not isinstance(listed, list):
        return None
    same = [each for each in listed if each.lower() == action.lower()]
    others = [each for each in listed if each.lower() != action.lower()]
    return [{**deny, "Action": others}, {**deny, "Action": same[0]}] if same and others else None


def _by_resource(deny: Statement, resource: str) -> list[Statement] | None:
    listed = deny.get("Resource")
    if listed is None or listed == resource:
        return None
    if isinstance(listed, list) and resource in listed:
        rest: Statement = {**deny, "Resource": [each for each in listed if each != resource]}
    else:
        rest = {("NotResource" if name == "Resource" else name): value for name, value in deny.items()}
        rest["NotResource"] = resource
    return [rest, {**deny, "Resource": resource}]


def _without_sid(statement: Statement) -> Statement:
    return {name: value for name, value in statement.items() if name != "Sid"}


def _copy(statement: Statement) -> Statement:
    copied: Statement = json.loads(json.dumps(statement))
    return copied
