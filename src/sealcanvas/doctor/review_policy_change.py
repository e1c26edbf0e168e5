"""ReviewPolicyChange: whom a policy would let in or shut out if it were saved."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sealcanvas.access.arn import region_of
from sealcanvas.access.decision import Decision
from sealcanvas.access.policy import PolicyDocument
from sealcanvas.access.statement import Statement
from sealcanvas.doctor.deciding import deciding_layer, statement_members
from sealcanvas.doctor.drafted import draft_of
from sealcanvas.doctor.reach_actions import actions_of
from sealcanvas.doctor.reach_lockout import notes_on
from sealcanvas.doctor.reach_principals import principals_of
from sealcanvas.doctor.reach_resources import Resources
from sealcanvas.doctor.reach_space import Flip, Space
from sealcanvas.doctor.reach_statements import changed_statements
from sealcanvas.doctor.reach_ways import ways_of
from sealcanvas.doctor.saved_policy import SavedPolicy, no_such_place, policy_at
from sealcanvas.doctor.who_can_candidates import Candidate
from sealcanvas.doctor.who_can_views import Settled
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceNotFoundException, ValidationException

_CHANGES = 500


@sealcanvas.operation("ReviewPolicyChange", atomic=False)
def review_policy_change(call: Call, request: Request) -> Request:
    """What the text in Policy (without it: the removal of the policy) would open and close."""
    return reviewed(call, request)


def reviewed(call: Call, request: Request) -> Request:
    """The answer to `request`.

    Raises:
        ResourceNotFoundException: the caller's account can save no policy there.
        ValidationException: the text is none of its kind.
    """
    saved = policy_at(call.instance, request["Document"])
    if saved is None or saved.account != call.account:
        raise ResourceNotFoundException(no_such_place(request["Document"]))
    text: str | None = request.get("Policy")
    if text is None and saved.must_be:
        raise ValidationException("A key and a role always have a policy: give the text that it is to have.")
    review = Review(call, saved, text)
    review.run(request.get("MaxChanges", _CHANGES))
    return review.told()


@dataclass
class Review:
    """One change on its way to being told."""

    call: Call
    saved: SavedPolicy
    text: str | None
    opened: list[Flip] = field(default_factory=list)
    closed: list[Flip] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    locked_out: bool = False
    complete: bool = True
    asked: int = 0

    def run(self, most: int) -> None:
        """Ask every question, until `most` requests are opened and as many closed.

        Raises:
            ValidationException: the text is no policy of its kind.
        """
        before, after = self.saved.document(self.saved.text), self.saved.document(self.text)
        changed = changed_statements(before, after)
        if not changed:
            return
        documents = [document for document in (before, after) if document is not None]
        drafts = draft_of(self.call.instance, self.saved, self.text)
        space = Space(self.call.instance, self.call.account, drafts)
        candidates, complete = principals_of(self.call, self.saved, documents)
        for flip in self._flips(space, candidates, changed, documents):
            side = self.opened if flip.after.allowed else self.closed
            if len(side) < most:
                side.append(flip)
            else:
                self.complete = False
            if len(self.opened) >= most and len(self.closed) >= most:
                break
        self.asked = space.asked
        self.complete &= complete and space.complete
        self.locked_out, self.notes = notes_on(self.call, self.saved, space, candidates)

    def told(self) -> dict[str, Any]:
        """The answer."""
        outside = {flip.candidate.name for flip in self.opened if flip.candidate.outside}
        return {
            "Document": self.saved.place,
            "Opened": [_told(flip) for flip in sorted(self.opened, key=_order)],
            "Closed": [_told(flip) for flip in sorted(self.closed, key=_order)],
            "OpenedOutside": sorted(outside),
            "LockedOut": self.locked_out,
            "Notes": self.notes,
            "Complete": self.complete,
            "Asked": self.asked,
        }

    def _flips(
        self, space: Space, candidates: list[Candidate], changed: list[Statement], documents: list[PolicyDocument]
    ) -> Iterator[Flip]:
        statements = [statement for document in documents for statement in document.statements]
        region = region_of(self.saved.place) or self.call.instance.region
        ways, all_ways = ways_of(statements, Settled(), region)
        ways_in, all_ways_in = ways_of(statements, Settled(outside=True), region)
        actions = actions_of(changed, documents, self.saved.kind)
        resources = Resources(self.call, self.saved, documents)
        self.complete &= all_ways and all_ways_in
        for candidate in candidates:
            for action in actions:
                for resource in resources.of(action):
                    yield from space.flips(candidate, action, resource, ways_in if candidate.outside else ways)
        self.complete &= resources.complete


def _told(flip: Flip) -> dict[str, Any]:
    request = flip.after.request
    told: dict[str, Any] = {
        "Principal": flip.candidate.name,
        "Outside": flip.candidate.outside,
        "Action": request.action,
        "Resource": request.resource,
        "Before": _outcome(flip.before),
        "After": _outcome(flip.after),
    }
    if flip.way.via:
        told["ViaServices"] = list(flip.way.via)
    if flip.way.encryption_context:
        told["EncryptionContext"] = dict(flip.way.encryption_context)
    if flip.way.context:
        told["Context"] = {
            name: [value] if isinstance(value, str) else list(value) for name, value in flip.way.context.items()
        }
    return told


def _outcome(decision: Decision) -> dict[str, Any]:
    told: dict[str, Any] = {"Outcome": decision.outcome, "Reason": decision.reason}
    ref = decision.deciding
    if ref is not None:
        told["Statement"] = {"Layer": deciding_layer(decision)} | statement_members(ref)
    return told


def _order(flip: Flip) -> tuple[bool, str, str, str]:
    request = flip.after.request
    return not flip.candidate.outside, flip.candidate.name, request.action, request.resource
