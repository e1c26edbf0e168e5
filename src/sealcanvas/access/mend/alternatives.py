"""What else would help against a denial, and what safeguards a mend weakens."""

from collections.abc import Sequence

from sealcanvas.access.decision import Decision
from sealcanvas.access.layer_result import ConditionCheck
from sealcanvas.access.mend.change import Change
from sealcanvas.access.mend.mend import Advice, AdviceKind

_LIMITS = ("boundary", "service-control", "session")


def alternatives(decision: Decision, changes: Sequence[Change]) -> tuple[Advice, ...]:
    """Return the ways besides `changes`: first those that leave every policy as it is."""
    if decision.outcome == "explicit-deny":
        return tuple(_about("escape-deny", check) for check in decision.deciding_conditions)
    request = decision.request
    found = [meet(check) for check in decision.failed_conditions]
    if decision.rules == "key" and len(changes) == 1 and changes[0].target == "resource" and request.principal.account:
        facts = {"action": request.action, "resource": request.resource, "who": request.principal.stable_arn}
        found.append(Advice("identity-suffices" if decision.reason == "identity" else "enable-iam", facts))
    return tuple(found)


def meet(check: ConditionCheck) -> Advice:
    """Return the advice to make the request so that the condition holds."""
    return _about("meet-condition", check)


def weakened(decision: Decision, changes: Sequence[Change]) -> tuple[str, ...]:
    """Return the safeguards that `changes` weaken: each Deny and limit among them, each condition that they pass by."""
    checks = decision.failed_conditions
    documents = {change.document for change in changes if change.target not in _LIMITS}
    found = [str(check.statement) for check in checks if check.statement.document in documents]
    denied = decision.deciding.document if decision.deciding is not None else ""
    if decision.deciding is not None:
        found.append(str(decision.deciding))
    found += [
        change.document
        for change in changes
        if change.document != denied and (change.edit == "narrow-deny" or change.target in _LIMITS)
    ]
    return tuple(dict.fromkeys(found))


def _about(kind: AdviceKind, check: ConditionCheck) -> Advice:
    facts = {"statement": str(check.statement), "operator": check.operator, "key": check.key}
    return Advice(kind, facts | {"wanted": " or ".join(check.wanted)})
