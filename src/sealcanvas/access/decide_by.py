"""One question, by whichever rules it follows."""

from collections.abc import Mapping

from sealcanvas.access.decision import Decision, Rules
from sealcanvas.access.evaluate import decide
from sealcanvas.access.evaluate_kms import decide_key
from sealcanvas.access.evaluate_trust import decide_trust
from sealcanvas.access.layers import PolicySet
from sealcanvas.access.request import AccessRequest

_TRUST_ACTIONS = frozenset(
    {
        "sts:assumerole",
        "sts:assumerolewithsaml",
        "sts:assumerolewithwebidentity",
        "sts:setsourceidentity",
        "sts:tagsession",
    }
)


def rules_of(action: str, resource: str) -> Rules:
    """Return the rules by which `action` on the ARN `resource` is decided."""
    service, _, kind = _parts(resource)
    folded = action.lower()
    if folded.startswith("kms:") and service == "kms" and kind.startswith("key/"):
        return "key"
    if folded in _TRUST_ACTIONS and service == "iam" and kind.startswith("role/"):
        return "trust"
    return "standard"


def decide_by(
    rules: Rules, request: AccessRequest, policies: PolicySet, encryption_context: Mapping[str, str] | None = None
) -> Decision:
    """Decide `request` by `rules`; `encryption_context` belongs to those of keys."""
    if rules == "key":
        return decide_key(request, policies, encryption_context or {})
    return (decide_trust if rules == "trust" else decide)(request, policies)


def decide_again(decision: Decision, policies: PolicySet) -> Decision:
    """Return what the same request gets under `policies`, by the same rules."""
    return decide_by(decision.rules, decision.request, policies, decision.encryption_context)


def _parts(arn: str) -> tuple[str, str, str]:
    parts = arn.split(":", 5)
    return (parts[2], parts[4], parts[5]) if len(parts) == 6 else ("", "", "")
