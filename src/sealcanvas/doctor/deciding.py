"""Which layer and which statement decided, and how a statement's place is told."""

from typing import Any

from sealcanvas.access.decision import Decision
from sealcanvas.access.layer_result import Layer, StatementRef


def deciding_layer(decision: Decision) -> Layer:
    """The layer that allowed or denied, or (of an implicit deny) the one that did not allow."""
    if decision.deciding is not None:
        for result in decision.layers:
            if result.statement == decision.deciding:
                return result.layer
    if not decision.allowed:
        reason = decision.reason
        return "resource" if reason == "allowed" or reason == "cross-account-key" else reason
    granted = decision.of("grant")
    return "grant" if granted is not None and granted.outcome == "allow" else "identity"


def statement_members(ref: StatementRef) -> dict[str, Any]:
    """Where a statement stands, by the names of the service model."""
    told: dict[str, Any] = {"Document": ref.document, "StatementIndex": ref.index, "Line": ref.line}
    return told | ({"StatementId": ref.sid} if ref.sid else {})
