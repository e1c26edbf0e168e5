"""Why a layer did not allow, in plain English, and which conditions came near."""

from collections.abc import Sequence
from typing import Literal

from sealcanvas.access.context import Context
from sealcanvas.access.decision import ConditionCheck, StatementRef
from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.principal_element import Named
from sealcanvas.access.scan import reference
from sealcanvas.access.statement import Statement

_SHOWN_VALUES = 3

LAYER_NAMES: dict[str, str] = {
    "identity": "identity-based policy",
    "resource": "resource-based policy",
    "boundary": "permissions boundary",
    "session": "session policy",
    "service-control": "service control policy",
    "trust": "role trust policy",
}

Miss = Literal["principal", "resource", "condition"]
_NEARNESS: dict[Miss, int] = {"principal": 1, "resource": 2, "condition": 3}


def explain_no_match(
    layer: str, policies: Sequence[NamedPolicy], context: Context, *, by_principal: bool
) -> tuple[str, tuple[ConditionCheck, ...]]:
    """Return why no statement of `policies` allows the request, and the conditions that failed on the way.

    `by_principal` tells policies that name principals from those attached to one.
    """
    name, action = LAYER_NAMES[layer], context.request.action
    if not policies:
        return f"No {name} applies to {context.request.principal.stable_arn}.", ()
    nearest: tuple[Miss, StatementRef] | None = None
    failed: list[ConditionCheck] = []
    for policy in policies:
        for statement in policy.document.about(action):
            if statement.effect == "Deny":
                continue
            miss = _miss(statement, context, by_principal=by_principal)
            if nearest is None or _NEARNESS[miss] > _NEARNESS[nearest[0]]:
                nearest = (miss, reference(policy, statement))
            if miss == "condition":
                failed.extend(check for check in condition_checks(policy, statement, context) if not check.held)
    if nearest is None:
        return f"No statement of {_listed(policies)} allows {action}.", ()
    return _said(*nearest, context, failed), tuple(failed)


def condition_checks(policy: NamedPolicy, statement: Statement, context: Context) -> tuple[ConditionCheck, ...]:
    """Return each condition of `statement` held against the request."""
    ref = reference(policy, statement)
    return tuple(
        ConditionCheck(
            ref,
            condition.operator,
            condition.key,
            condition.values,
            condition.found(context),
            condition.holds(context),
        )
        for condition in statement.conditions
    )


def describe(check: ConditionCheck) -> str:
    """Return one condition and what the request carries for it."""
    carried = "does not carry it" if check.found is None else f"carries {_values(check.found)}"
    return f"{check.operator} {check.key} {_values(check.wanted)} (the request {carried})"


def sentence_start(ref: StatementRef) -> str:
    """Return the statement's place as the first words of a sentence."""
    text = str(ref)
    return text[:1].upper() + text[1:]


def _miss(statement: Statement, context: Context, *, by_principal: bool) -> Miss:
    if by_principal and statement.names(context) is Named.NOT:
        return "principal"
    return "condition" if statement.covers_resource(context) else "resource"


def _said(miss: Miss, ref: StatementRef, context: Context, failed: Sequence[ConditionCheck]) -> str:
    request = context.request
    start = f"{sentence_start(ref)} allows {request.action},"
    if miss == "principal":
        return f"{start} but not to {request.principal.stable_arn}."
    if miss == "resource":
        return f"{start} but not on {request.resource}."
    checks = "; ".join(describe(check) for check in failed if check.statement == ref)
    return f"{start} but only under a condition that this request does not meet: {checks}."


def _listed(policies: Sequence[NamedPolicy]) -> str:
    names = [policy.name for policy in policies[:_SHOWN_VALUES]]
    more = len(policies) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _values(values: Sequence[str]) -> str:
    texts = [f'"{value}"' for value in values[:_SHOWN_VALUES]]
    more = len(values) - len(texts)
    return " or ".join(texts) + (f" or {more} more" if more else "") if texts else "nothing"
