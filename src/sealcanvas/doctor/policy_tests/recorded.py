"""The decisions that the audit trail has of one call."""

from sealcanvas.access.decision import Decision
from sealcanvas.service.instance import Instance
from sealcanvas.service.own_errors import ResourceNotFoundException


def decisions_of(instance: Instance, request_id: str, account: str | None = None) -> tuple[list[Decision], Decision]:
    """Every decision of the call, each once, and the one that people mean: which refused it, or else the first.

    Args:
        account: whose calls may be looked at; None for every account's.

    Raises:
        ResourceNotFoundException: the audit trail knows no decision of that id.
    """
    taken = [
        (record, decision)
        for record in instance.trail.of_request(request_id)
        if account is None or record["recipientAccountId"] == account
        for decision in record["sealcanvas"]["decisions"]
    ]
    if not taken:
        raise ResourceNotFoundException(f"No decision with the id {request_id} is in the audit trail.")
    refused = [decision for record, decision in taken if record.get("errorCode") and not decision["allowed"]]
    # What a called service decided stands in its caller's record too.
    each = [decision for number, (_, decision) in enumerate(taken) if decision not in [d for _, d in taken[:number]]]
    return [Decision.from_dict(one) for one in each], Decision.from_dict(refused[-1] if refused else taken[0][1])
