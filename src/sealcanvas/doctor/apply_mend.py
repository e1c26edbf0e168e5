"""ApplyMend: a denial mended, by the changes that ExplainDecision offers."""

from collections.abc import Callable
from dataclasses import dataclass

from sealcanvas.access.mend import Change, Mend
from sealcanvas.access.words import tell_weakening
from sealcanvas.doctor.apply_change import apply_change, owner_of
from sealcanvas.doctor.explain_decision import change_of
from sealcanvas.doctor.recorded import recorded_decision
from sealcanvas.doctor.seen_by import mend_seen_by
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
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
        ValidationException: no change is offered for it, nothing was refused, or the mend weakens a safeguard and
            `AllowWeakening` does not say that it may.
        ResourceInUseException: the mend is no longer the one that the caller saw (`Policies`).
    """
    seen = Seen(request.get("Policies"), request.get("AllowWeakening", False))
    changes = make_changes(call.instance, request["DecisionId"], seen, lambda _owner: call, call.account)
    return {"Changes": [change_of(change) for change in changes]}


@dataclass(frozen=True, slots=True)
class Seen:
    """What whoever makes a mend has seen of it: the policies as they would be (None: not said), and that it weakens."""

    policies: list[str] | None = None
    weakening: bool = False


def make_changes(
    instance: Instance, decision_id: str, seen: Seen, as_owner: Callable[[str], Call], reader: str | None
) -> tuple[Change, ...]:
    """Make the changes that mend a decision, in one unit of work; they are returned.

    Args:
        seen: what whoever wants it has seen of the mend.
        as_owner: the call that changes a policy of that account.
        reader: who may see the decision; None for whoever holds the server.

    Raises:
        ResourceNotFoundException, ValidationException, ResourceInUseException: as `apply_mend`.
    """
    decision = recorded_decision(instance, decision_id, reader)
    mend = mend_seen_by(instance, decision, reader)
    if mend is None or not mend.changes:
        raise ValidationException(f"No change of a policy is offered for the decision {decision_id}.")
    _require_seen(mend, seen)
    with instance.database.transaction():
        for change in mend.changes:
            apply_change(as_owner(owner_of(decision, change)), decision, change, decision_id)
    return mend.changes


def _require_seen(mend: Mend, seen: Seen) -> None:
    if mend.weakens and not seen.weakening:
        raise ValidationException(f"{tell_weakening(mend)} Set AllowWeakening to make it all the same.")
    if seen.policies is not None and seen.policies != [change.after for change in mend.changes]:
        raise ResourceInUseException("The policies changed since the mend was shown: explain the decision again.")
