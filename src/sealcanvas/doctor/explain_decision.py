"""ExplainDecision: why a call was allowed or refused, and the smallest change that mends a refusal."""

import json
from typing import Any

from sealcanvas.access.decision import Decision
from sealcanvas.access.layer_result import LayerResult
from sealcanvas.access.mend import Change, Mend
from sealcanvas.access.seen_by import seen_by
from sealcanvas.access.words import Language, tell_layer, tell_mend, tell_summary, tell_weakening
from sealcanvas.doctor.apply_change import applicable
from sealcanvas.doctor.deciding import statement_members
from sealcanvas.doctor.recorded import recorded_decision
from sealcanvas.doctor.seen_by import mend_seen_by
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas


@sealcanvas.operation("ExplainDecision", atomic=False)
def explain_decision(call: Call, request: Request) -> Request:
    """Explain a decision on a call of the caller's own account."""
    language: Language = request.get("Language", "en")
    return {"Decision": explain(call.instance, request["DecisionId"], account=call.account, language=language)}


def explain(
    instance: Instance, decision_id: str, *, account: str | None = None, language: Language = "en"
) -> dict[str, Any]:
    """The decision with this id, as the service model's `Decision`.

    Args:
        decision_id: the request id of a call.
        account: whose calls may be explained; None for every account's.

    Raises:
        ResourceNotFoundException: the audit trail knows no decision of that id.
    """
    decision = recorded_decision(instance, decision_id, account)
    return {"DecisionId": decision_id} | describe(instance, decision, language, account=account)


def describe(
    instance: Instance, decision: Decision, language: Language = "en", *, account: str | None = None
) -> dict[str, Any]:
    """A decision as the service model's `Decision`, with a mend if it refused.

    Args:
        account: who is told; None for everything.
    """
    mend = mend_seen_by(instance, decision, account)
    decision = seen_by(decision, account)
    told: dict[str, Any] = {
        "Allowed": decision.allowed,
        "Outcome": decision.outcome,
        "Principal": decision.request.principal.arn,
        "Action": decision.request.action,
        "Resource": decision.request.resource,
        "Message": "" if decision.allowed else decision.message(),
        "Summary": tell_summary(decision, language),
        "Layers": [_layer(decision, layer, language) for layer in decision.layers],
        "Context": {
            key: [value] if isinstance(value, str) else list(value) for key, value in decision.request.context.items()
        },
    }
    if mend is not None:
        told["Mend"] = _mend(decision, mend, language)
    return told


def _mend(decision: Decision, mend: Mend, language: Language) -> dict[str, Any]:
    explanation, *alternatives = tell_mend(decision, mend, language)
    return {
        "Document": mend.target or (decision.deciding.document if decision.deciding else ""),
        "Statement": "" if not mend.statement else json.dumps(mend.statement, indent=2, ensure_ascii=False),
        "Explanation": explanation,
        "Alternatives": alternatives,
        "Checked": mend.checked,
        "Weakens": tell_weakening(mend, language),
        "Applicable": bool(mend.changes) and all(applicable(decision, change) for change in mend.changes),
        "Changes": [change_of(change) for change in mend.changes],
    }


def change_of(change: Change) -> dict[str, Any]:
    """One change as the service model's `PolicyChange`."""
    return {
        "Layer": change.target,
        "Edit": change.edit,
        "Document": change.document,
        "Diff": change.diff(),
        "Policy": change.after,
    }


def _layer(decision: Decision, layer: LayerResult, language: Language) -> dict[str, Any]:
    told: dict[str, Any] = {
        "Layer": layer.layer,
        "Outcome": layer.outcome,
        "Explanation": tell_layer(decision, layer, language),
    }
    ref = layer.statement or layer.nearest
    if ref is not None:
        told |= statement_members(ref)
    return told
