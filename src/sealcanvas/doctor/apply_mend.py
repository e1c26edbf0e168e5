"""ApplyMend: a denial mended, by the changes that ExplainDecision offers."""

from sealcanvas.access.mend import Mend
from sealcanvas.doctor.apply_change import apply_change
from sealcanvas.doctor.explain_decision import change_of
from sealcanvas.doctor.recorded import recorded_decision
from sealcanvas.doctor.seen_by import mend_seen_by
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceInUseException, ValidationException


@sealcanvas.operation("ApplyMend")
def apply_mend(call: Call, request: Request) -> Request:
    """Make the changes that mend a decision on a call of the caller's own account, all of them or none.

    They are worked out and checked anew, against the policies as they stand now, and made by the operations with which
    the caller would make them: he needs those permissions too.

    Raises:
        ResourceNotFoundException: the audit trail knows no decision of that id.
        ValidationException: no change is offered for it, or nothing was refused.
        ResourceInUseException: the mend is no longer the one that the caller saw (`Policies`).
    """
    decision_id = request["DecisionId"]
    decision = recorded_decision(call.instance, decision_id, call.account)
    mend = mend_seen_by(call.instance, decision, call.account)
    if mend is None or not mend.changes:
        raise ValidationException(f"No change of a policy is offered for the decision {decision_id}.")
    _require_as_seen(mend, request.get("Policies"))
    for change in mend.changes:
        apply_change(call, decision, change, decision_id)
    return {"Changes": [change_of(change) for change in mend.changes]}


def _require_as_seen(mend: Mend, seen: list[str] | None) -> None:
    if seen is not None and seen != [change.after for change in mend.changes]:
        raise ResourceInUseException("The policies changed since the mend was shown: explain the decision again.")
