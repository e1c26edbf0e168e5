"""Decisions as the audit trail holds them, by the request id of their call."""

from typing import Any

from sealcanvas.access.decision import Decision
from sealcanvas.service.instance import Instance
from sealcanvas.service.own_errors import ResourceNotFoundException


def recorded_decision(instance: Instance, decision_id: str, account: str | None = None) -> Decision:
    """The decision with this id: of a call that took several, the one that refused it, or else the first.

    Args:
        account: whose calls are looked at; None for every account's.

    Raises:
        ResourceNotFoundException: the audit trail knows no decision of that id.
    """
    taken = _taken(instance, decision_id, account)
    refused = [decision for record, decision in taken if record.get("errorCode") and not decision["allowed"]]
    return Decision.from_dict(refused[-1] if refused else taken[0][1])


def recorded_decisions(instance: Instance, decision_id: str, account: str | None = None) -> list[Decision]:
    """Every decision that the call took, each once; arguments and errors as for `recorded_decision`."""
    each: list[dict[str, Any]] = []
    for _, decision in _taken(instance, decision_id, account):
        if decision not in each:  # what a called service decided stands in its caller's record too
            each.append(decision)
    return [Decision.from_dict(decision) for decision in each]


def _taken(instance: Instance, decision_id: str, account: str | None) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    records = [
        record
        for record in instance.trail.of_request(decision_id)
        if account is None or record["recipientAccountId"] == account
    ]
    taken = [(record, decision) for record in records for decision in record["sealcanvas"]["decisions"]]
    if not taken:
        raise ResourceNotFoundException(f"No decision with the id {decision_id} is in the audit trail.")
    return taken
