"""How near the statements of a layer came to allowing a request, and which conditions they failed by."""

from collections.abc import Sequence
from typing import Literal

from sealcanvas.access.context import Context
from sealcanvas.access.layer_result import ConditionCheck, Layer, LayerResult, StatementRef
from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.principal_element import Named
from sealcanvas.access.scan import reference
from sealcanvas.access.statement import Statement

_SHOWN_CHECKS = 20

Miss = Literal["principal", "resource", "condition"]
_NEARNESS: dict[Miss, int] = {"principal": 1, "resource": 2, "condition": 3}


def near_miss(layer: Layer, policies: Sequence[NamedPolicy], context: Context) -> LayerResult:
    """Return why no statement of `policies` allows the request, and the conditions that failed on the way."""
    names = tuple(policy.name for policy in policies)
    if not policies:
        return LayerResult(layer, "no-match", "no-policy")
    nearest: tuple[Miss, StatementRef] | None = None
    failed: list[ConditionCheck] = []
    for policy in policies:
        for statement in policy.document.about(context.request.action).allows:
            miss = _miss(statement, context, by_principal=layer in ("resource", "trust"))
            if nearest is None or _NEARNESS[miss] > _NEARNESS[nearest[0]]:
                nearest = (miss, reference(policy, statement))
            if miss == "condition" and len(failed) < _SHOWN_CHECKS:
                failed.extend(check for check in condition_checks(policy, statement, context) if not check.held)
    if nearest is None:
        return LayerResult(layer, "no-match", "no-statement", documents=names)
    return LayerResult(layer, "no-match", nearest[0], nearest=nearest[1], documents=names, checks=tuple(failed))


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


def _miss(statement: Statement, context: Context, *, by_principal: bool) -> Miss:
    if by_principal and statement.names(context) is Named.NOT:
        return "principal"
    return "condition" if statement.covers_resource(context) else "resource"
