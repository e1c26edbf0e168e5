"""ExplainDecision: why a call was allowed or refused, and the smallest change that mends a refusal."""

import json
from typing import Any

from sealcanvas.access.decision import Decision
from sealcanvas.access.layer_result import LayerResult
from sealcanvas.access.mend import Mend
from sealcanvas.access.words import tell_layer
from sealcanvas.doctor.mending import mend_of
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceNotFoundException

_OF_THE_OWNER = frozenset({"resource", "trust", "grant"})


@sealcanvas.operation("ExplainDecision")
def explain_decision(call: Call, request: Request) -> Request:
    """Explain a decision on a call of the caller's own account."""
    return {"Decision": explain(call.instance, request["DecisionId"], account=call.account)}


def explain(instance: Instance, decision_id: str, *, account: str | None = None) -> dict[str, Any]:
    """The decision with this id, as the service model's `Decision`.

    Of a call that took several decisions on its way through the services, it is the one that refused it, or else the
    first.

    Args:
        decision_id: the request id of a call.
        account: whose calls may be explained; None for every account's.

    Raises:
        ResourceNotFoundException: the audit trail knows no decision of that id.
    """
    records = [
        record
        for record in instance.trail.of_request(decision_id)
        if account is None or record["recipientAccountId"] == account
    ]
    taken = [(record, decision) for record in records for decision in record["sealcanvas"]["decisions"]]
    if not taken:
        raise ResourceNotFoundException(f"No decision with the id {decision_id} is in the audit trail.")
    refused = [decision for record, decision in taken if record.get("errorCode") and not decision["allowed"]]
    return describe(instance, Decision.from_dict(refused[-1] if refused else taken[0][1]), account=account)


def describe(instance: Instance, decision: Decision, *, account: str | None = None) -> dict[str, Any]:
    """A decision as the service model's `Decision`, with a mend if it refused.

    Args:
        account: who is told; of another account's policy nothing but what the refusal itself says. None sees all.
    """
    foreign = account is not None and decision.request.resource_account != account
    told: dict[str, Any] = {
        "Allowed": decision.allowed,
        "Outcome": decision.outcome,
        "Principal": decision.request.principal.arn,
        "Action": decision.request.action,
        "Resource": decision.request.resource,
        "Message": "" if decision.allowed else decision.message(),
        "Layers": [
            _hidden(decision, layer) if foreign and layer.layer in _OF_THE_OWNER else _layer(decision, layer)
            for layer in decision.layers
        ],
    }
    mend = mend_of(instance, decision)
    if mend is not None and not (foreign and _is_the_owners(mend)):
        told["Mend"] = {
            "Document": mend.target or (decision.deciding.document if decision.deciding else ""),
            "Statement": "" if mend.statement is None else json.dumps(mend.statement, indent=2, ensure_ascii=False),
            "Explanation": " ".join((mend.explanation, *mend.alternatives)),
        }
    return told


def _is_the_owners(mend: Mend) -> bool:
    """Whether the change is to be made in a policy of the resource's account."""
    return not mend.changes or any(change.target in _OF_THE_OWNER for change in mend.changes)


def _hidden(decision: Decision, layer: LayerResult) -> dict[str, Any]:
    outcome = "no-match" if decision.reason == "cross-account-key" else layer.outcome
    return {
        "Layer": layer.layer,
        "Outcome": outcome,
        "Explanation": f"It is account {decision.request.resource_account}'s, whose principals alone are told more.",
    }


def _layer(decision: Decision, layer: LayerResult) -> dict[str, Any]:
    told: dict[str, Any] = {
        "Layer": layer.layer,
        "Outcome": layer.outcome,
        "Explanation": tell_layer(decision, layer),
    }
    if layer.statement is not None:
        told |= {
            "Document": layer.statement.document,
            "StatementIndex": layer.statement.index,
            "Line": layer.statement.line,
        }
        if layer.statement.sid:
            told["StatementId"] = layer.statement.sid
    return told
