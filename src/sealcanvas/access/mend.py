"""The smallest change that turns a denial into an allow, checked by asking again before it is offered."""

from dataclasses import dataclass, replace
from typing import Any

from sealcanvas.access.decide_by import decide_again
from sealcanvas.access.decision import Decision
from sealcanvas.access.evaluate_kms import CROSS_ACCOUNT_OPERATIONS
from sealcanvas.access.layer_result import ConditionCheck
from sealcanvas.access.layers import PolicySet
from sealcanvas.access.mend_changes import Change, Target, apply_changes

SSE_KMS_KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id"

_TARGETS: dict[Target, str] = {
    "resource": "resource-based policy",
    "trust": "role trust policy",
    "identity": "identity-based policy",
    "boundary": "permissions boundary",
    "session": "session policy",
    "service-control": "service control policy",
}


@dataclass(frozen=True, slots=True)
class Mend:
    """A change that would allow a denied request.

    `changes` are the statements to add (none where a Deny must give way, which no statement does); `explanation` is
    the change in plain English, `alternatives` are further ways; `checked` tells that the request was asked again
    with the change made and was allowed.
    """

    changes: tuple[Change, ...]
    explanation: str
    alternatives: tuple[str, ...]
    checked: bool

    @property
    def target(self) -> str | None:
        """The document that the first change goes into, or None."""
        return self.changes[0].document if self.changes else None

    @property
    def statement(self) -> dict[str, Any] | None:
        """The first statement to add, or None."""
        return self.changes[0].statement if self.changes else None


def mend(decision: Decision, policies: PolicySet | None = None) -> Mend | None:
    """Return the smallest change that would allow the denied request; None if it is allowed or no change helps.

    With `policies`, those of the decision, the mend is checked by deciding again; without, it is a proposal.
    """
    if decision.allowed:
        return None
    if decision.outcome == "explicit-deny":
        return _mend_denial(decision, policies)
    for targets in _candidates(decision):
        changes = tuple(_change(target, decision, policies) for target in targets)
        if policies is None:
            return _offer(decision, changes, checked=False)
        if decide_again(decision, apply_changes(policies, changes)).allowed:
            return _offer(decision, changes, checked=True)
    return None


def _candidates(decision: Decision) -> tuple[tuple[Target, ...], ...]:
    """Return the sets of documents to change, the smallest and most advised first."""
    principal, reason = decision.request.principal, decision.reason
    own: Target = "trust" if decision.rules == "trust" else "resource"
    if principal.kind in ("service", "web-identity", "anonymous"):
        return ((own,),)
    if reason in ("boundary", "session", "service-control"):
        limits: tuple[Target, ...] = ("service-control", "boundary", "session")
        missing = tuple(limit for limit in limits if _says_nothing(decision, limit))
        return ((reason,), missing)
    limits_missing: tuple[Target, ...] = tuple(
        limit for limit in ("service-control", "boundary", "session") if _says_nothing(decision, limit)
    )
    if principal.account != decision.request.resource_account:
        if decision.rules == "key" and decision.request.action.lower() not in CROSS_ACCOUNT_OPERATIONS:
            return ()
        ways: tuple[tuple[Target, ...], ...] = (("identity",), (own,), (own, "identity"))
    elif decision.rules == "standard":
        ways = (("identity",), (own,))
    else:
        # The document advises the key's policy first, and a trust policy must speak in any case.
        ways = ((own,), ("identity",))
    if not limits_missing:
        return ways
    return (*ways, *((*way, *limits_missing) for way in ways))


def _says_nothing(decision: Decision, target: Target) -> bool:
    return any(layer.layer == target and layer.outcome == "no-match" for layer in decision.layers)


def _change(target: Target, decision: Decision, policies: PolicySet | None) -> Change:
    request = decision.request
    principal = request.principal
    statement: dict[str, Any] = {"Effect": "Allow"}
    if target in ("resource", "trust"):
        named: Any = {"AWS": principal.stable_arn}
        if principal.kind == "anonymous":
            named = "*"
        elif principal.service is not None:
            named = {"Service": principal.service}
        elif principal.provider is not None:
            named = {"Federated": principal.provider}
        statement["Principal"] = named
    statement["Action"] = request.action
    if target != "trust":
        statement["Resource"] = "*" if target == "resource" and decision.rules == "key" else request.resource
    return Change(target, _document(target, decision, policies), statement)


def _document(target: Target, decision: Decision, policies: PolicySet | None) -> str:
    """Return the name of the document to change, or of one to make."""
    request = decision.request
    if policies is not None:
        if target in ("resource", "trust") and policies.resource is not None:
            return policies.resource.name
        if target == "boundary" and policies.boundary is not None:
            return policies.boundary.name
    if target in ("resource", "trust"):
        kind = {"key": "key policy", "trust": "trust policy", "standard": "resource policy"}[decision.rules]
        return f"{kind} of {request.resource}"
    return f"{_TARGETS[target]} of {request.principal.stable_arn}"


def _offer(decision: Decision, changes: tuple[Change, ...], *, checked: bool) -> Mend:
    request = decision.request
    who = request.principal.stable_arn
    places = " and to the ".join(change.document for change in changes)
    explanation = f"Add a statement that allows {request.action} for {who} to the {places}."
    alternatives: list[str] = []
    if decision.rules == "key" and len(changes) == 1 and changes[0].target == "resource":
        if decision.reason == "identity":
            alternatives.append(
                f"The key policy lets IAM policies decide: allowing {request.action} on {request.resource} in an"
                f" identity-based policy of {who} suffices as well."
            )
        else:
            alternatives.append(
                "Or let the key policy enable IAM policies (principal: the account's root) and allow"
                f" {request.action} in an identity-based policy of {who}."
            )
    for check in decision.failed_conditions:
        wanted = " or ".join(check.wanted)
        alternatives.append(
            f"Or meet the condition of {check.statement}, or widen it: {check.operator} {check.key} wants {wanted}."
        )
    return Mend(changes, explanation, tuple(alternatives), checked)


def _mend_denial(decision: Decision, policies: PolicySet | None) -> Mend | None:
    deny = decision.deciding
    if deny is None:
        return None
    for check in decision.deciding_conditions:
        if check.key.lower() == SSE_KMS_KEY and check.wanted:
            return _mend_demanded_key(decision, check, policies)
    conditions = "; ".join(f"{each.operator} {each.key}" for each in decision.deciding_conditions)
    explanation = f"Remove or narrow {deny}: an explicit Deny wins over every Allow."
    alternatives = (f"Or make the request so that its condition no longer holds: {conditions}.",) if conditions else ()
    return Mend((), explanation, alternatives, checked=False)


def _mend_demanded_key(decision: Decision, check: ConditionCheck, policies: PolicySet | None) -> Mend:
    demanded = " or ".join(check.wanted)
    used = "no key" if check.found is None else " and ".join(check.found)
    checked = False
    if policies is not None:
        request = decision.request
        others = {name: value for name, value in request.context.items() if name.lower() != SSE_KMS_KEY}
        asked = replace(request, context={**others, SSE_KMS_KEY: check.wanted[0]})
        checked = decide_again(replace(decision, request=asked), policies).allowed
    explanation = (
        f"Encrypt with the key that the bucket demands, {demanded}, instead of {used}:"
        " name it in the request or make it the domain's key."
    )
    alternative = f"Or change {check.statement} to demand {used}." if check.found else f"Or remove {check.statement}."
    return Mend((), explanation, (alternative,), checked)
