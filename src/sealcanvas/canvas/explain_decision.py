"""ExplainDecision: why a call was allowed or refused, and the smallest change that mends a refusal."""

from typing import Any

from sealcanvas.canvas.errors import ResourceNotFoundException
from sealcanvas.service.instance import Instance


def explain(instance: Instance, decision_id: str) -> dict[str, Any]:
    """The decision with this id, as the service model's `Decision`.

    Args:
        decision_id: the request id of a call.

    Raises:
        ResourceNotFoundException: the audit trail knows no decision of that id.
    """
    for event in instance.trail.of_request(decision_id):
        for decision in event.decisions:
            return dict(decision)
    raise ResourceNotFoundException(f"No decision with the id {decision_id} is in the audit trail.")
