"""The statement that allows one denied request, and as little else as its kind of policy can say."""

from typing import Any

from sealcanvas.access.context import Context
from sealcanvas.access.decision import Decision
from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.mend.change import Change, Target, changed, statements_of
from sealcanvas.access.mend.pins import held, merged, pins
from sealcanvas.access.mend.verbatim import verbatim
from sealcanvas.access.near_miss import condition_checks


def add_statement(decision: Decision, target: Target, policy: NamedPolicy | None) -> Change:
    """Return the change that adds the statement to `policy` (None: to a policy yet to be made).

    Raises NotWritable if the policy is of a version that cannot say it as narrowly.
    """
    statement = _statement(decision, target, policy)
    at = len(statements_of("" if policy is None else policy.document.text)[1])
    return changed(target, "add-statement", policy, _new_name(decision, target), [statement], at)


def _statement(decision: Decision, target: Target, policy: NamedPolicy | None) -> dict[str, Any]:
    request = decision.request
    statement: dict[str, Any] = {"Effect": "Allow"}
    if target in ("resource", "trust"):
        statement["Principal"] = _principal(decision)
    statement["Action"] = request.action
    if target != "trust":
        of_key = target == "resource" and decision.rules == "key"
        statement["Resource"] = "*" if of_key or request.resource == "*" else verbatim(request.resource, policy)
    conditions = merged(pins(decision, policy), _inherited(decision, target, policy))
    if target in ("boundary", "service-control"):  # others are bounded by it too
        conditions.setdefault("ArnEquals", {})["aws:PrincipalArn"] = verbatim(request.principal.stable_arn, policy)
    if conditions:
        statement["Condition"] = conditions
    return statement


def _principal(decision: Decision) -> Any:
    principal = decision.request.principal
    if principal.kind == "anonymous":
        return "*"
    if principal.service is not None:
        return {"Service": principal.service}
    if principal.provider is not None:
        return {"Federated": principal.provider}
    return {"AWS": principal.stable_arn}


def _inherited(decision: Decision, target: Target, policy: NamedPolicy | None) -> dict[str, Any]:
    """Return the conditions that the nearest statement makes and that hold: whoever wrote them meant them."""
    result = decision.of(target)
    if policy is None or result is None or result.cause != "condition" or result.nearest is None:
        return {}
    if result.nearest.document != policy.name:
        return {}
    near = policy.document.statements[result.nearest.index]
    context = Context(decision.request, decision.encryption_context or {})
    return held(condition_checks(policy, near, context))


def _new_name(decision: Decision, target: Target) -> str:
    request = decision.request
    if target in ("resource", "trust"):
        if decision.rules == "standard":
            return f"bucket policy of {request.resource.rpartition(':')[2].partition('/')[0]}"
        return f"{'key' if decision.rules == 'key' else 'trust'} policy of {request.resource}"
    name = {"identity": "identity-based policy", "session": "session policy"}.get(target, "policy")
    return f"{name} of {request.principal.stable_arn}"
