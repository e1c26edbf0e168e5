"""A statement that nearly allows, widened by the request's own value."""

from typing import Any

from sealcanvas.access.conditions import OperatorName
from sealcanvas.access.decision import Decision
from sealcanvas.access.layer_result import ConditionCheck
from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.mend.change import Change, Target, changed, statement_at
from sealcanvas.access.mend.verbatim import is_pattern, verbatim

_POSITIVE = frozenset(
    {"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress", "numericequals"}
)


def widen_allow(decision: Decision, target: Target, policy: NamedPolicy) -> Change | None:
    """Return the change that lets the statement that came nearest hold for this request too; None if it cannot.

    Only where the one condition that failed lists values, and the request carries another.

    Raises NotWritable if the policy cannot write that one.
    """
    result = decision.of(target)
    if result is None or result.nearest is None or result.nearest.document != policy.name:
        return None
    failed = [check for check in result.checks if check.statement == result.nearest]
    if len(failed) != 1 or not lists_values(failed[0], _POSITIVE):
        return None
    index = result.nearest.index
    statement = with_value(statement_at(policy, index), failed[0], policy)
    return changed(target, "widen-condition", policy, policy.name, [statement], index)


def lists_values(check: ConditionCheck, operators: frozenset[str]) -> bool:
    """Tell whether the condition is under one of `operators`, and the request carries one value for it."""
    name = OperatorName.read(check.operator)
    return name is not None and name.base in operators and check.found is not None and len(check.found) == 1


def with_value(statement: dict[str, Any], check: ConditionCheck, policy: NamedPolicy) -> dict[str, Any]:
    """Return `statement` of `policy` with what the request carries added to the values of the condition.

    Raises NotWritable if the policy cannot write that.
    """
    carried = [verbatim(value, policy, pattern=is_pattern(check.operator)) for value in check.found or ()]
    keys = statement["Condition"][check.operator]
    values = keys[check.key]
    keys[check.key] = [*(values if isinstance(values, list) else [values]), *carried]
    return statement
