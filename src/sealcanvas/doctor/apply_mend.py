"""ApplyMend: a denial mended, of a call that was made or of one that is only asked about."""

from collections.abc import Callable
from dataclasses import dataclass

from sealcanvas.access.decision import Decision
from sealcanvas.access.mend import Change, Mend
from sealcanvas.access.words import tell_weakening
from sealcanvas.doctor.abroad import is_abroad
from sealcanvas.doctor.apply_change import apply_change, owner_of
from sealcanvas.doctor.explain_decision import change_of
from sealcanvas.doctor.recorded import recorded_decision
from sealcanvas.doctor.seen_by import mend_seen_by
from sealcanvas.doctor.simulate_question import ask
from sealcanvas.doctor.simulate_request import read_question
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceInUseException, ValidationException


@sealcanvas.operation("ApplyMend")
def apply_mend(call: Call, request: Request) -> Request:
    """Make the changes that mend a decision on a call of the caller's own account, all of them or none; or the decision
    that a request which nobody made would get (`Request`, as SimulateAccess takes it).

    They are worked out and checked anew, against the policies as they stand now, and made by the operations with which
    the caller would make them: he needs those permissions too.

    Raises:
        ResourceNotFoundException: the audit trail knows no decision of that id.
        ValidationException: no change is offered for it, nothing was refused, or the mend weakens a safeguard and
            `AllowWeakening` does not say that it may; not exactly one of `DecisionId` and `Request`, or its principal
            is another account's.
        ResourceInUseException: the mend is no longer the one that the caller saw (`Policies`).
    """
    seen = Seen(request.get("Policies"), request.get("AllowWeakening", False))
    if ("DecisionId" in request) == ("Request" in request):
        raise ValidationException("Specify either DecisionId or Request.")
    if "Request" in request:
        decision, decision_id = _asked(call, request["Request"]), call.request_id
    else:
        decision_id = request["DecisionId"]
        decision = recorded_decision(call.instance, decision_id, call.account)
    changes = make_changes(call.instance, decision, decision_id, seen, lambda _owner: call, call.account)
    return {"Changes": [change_of(change) for change in changes]}


def _asked(call: Call, request: Request) -> Decision:
    question = read_question(call, request)
    if is_abroad(question.principal, call.account):
        raise ValidationException(f"{question.principal.arn} belongs to another account.")
    return ask(call.instance, question)


@dataclass(frozen=True, slots=True)
class Seen:
    """What whoever makes a mend has seen of it: the policies as they would be (None: not said), and that it weakens."""

    policies: list[str] | None = None
    weakening: bool = False


def make_changes(
    instance: Instance,
    decision: Decision,
    decision_id: str,
    seen: Seen,
    as_owner: Callable[[str], Call],
    reader: str | None,
) -> tuple[Change, ...]:
    """Make the changes that mend a decision, in one unit of work; they are returned.

    Args:
        decision_id: names what is made anew.
        seen: what whoever wants it has seen of the mend.
        as_owner: the call that changes a policy of that account.
        reader: who may see the decision; None for whoever holds the server.

    Raises:
        ValidationException, ResourceInUseException: as `apply_mend`.
    """
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
