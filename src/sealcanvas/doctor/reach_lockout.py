"""What else there is to say of a change: that nobody could undo it, or that a role is out of use."""

from collections.abc import Iterable

from sealcanvas.access.decide_by import rules_of
from sealcanvas.doctor.reach_space import Space
from sealcanvas.doctor.saved_policy import SavedPolicy
from sealcanvas.doctor.who_can_access import access_of
from sealcanvas.doctor.who_can_candidates import Candidate
from sealcanvas.service.call import Call

_ASKED = {"key": "kms:PutKeyPolicy", "trust": "sts:AssumeRole"}
_NOTES = {
    "key": "Nobody in the account could put a key policy any more: the key would be out of everybody's hands.",
    "trust": "Nobody could assume the role any more.",
}


def notes_on(call: Call, saved: SavedPolicy, space: Space, candidates: Iterable[Candidate]) -> tuple[bool, list[str]]:
    """Whether the change locks everybody out of the policy itself, and what people should know."""
    action = _ASKED.get(saved.kind)
    notes = []
    locked_out = False
    if action is not None:
        able = (who for who in candidates if saved.kind == "trust" or who.principal.account == call.account)
        if not any(_may(space, who, action, saved.resource) for who in able):
            locked_out = saved.kind == "key"
            notes.append(_NOTES[saved.kind])
    if saved.kind == "identity":
        notes.append("Only resources of this account were asked about.")
    return locked_out, notes


def _may(space: Space, who: Candidate, action: str, resource: str) -> bool:
    request = space.request(who.principal, action, resource)
    policies = space.after(who, request, rules_of(action, resource))
    return access_of(who, request, policies, list(policies.grants)) is not None
