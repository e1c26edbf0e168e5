"""What an account is shown of a mend: policies of other accounts are neither shown nor changed."""

from dataclasses import replace

from sealcanvas.access.decision import Decision
from sealcanvas.access.mend import Change, Mend
from sealcanvas.access.seen_by import OF_THE_OWNER, is_foreign
from sealcanvas.doctor.apply_change import owner_of
from sealcanvas.doctor.mending import mend_of
from sealcanvas.service.instance import Instance


def mend_seen_by(instance: Instance, decision: Decision, account: str | None) -> Mend | None:
    """`mend_of`, but None where it lies with the other account that owns the resource.

    Of a change of the organisation's own policies its members are told where and what, but not the policy's text.

    Args:
        account: who is told; None, at the server itself, is told all.
    """
    mend = mend_of(instance, decision)
    if mend is None or account is None:
        return mend
    if is_foreign(decision, account):
        if not mend.changes or any(change.target in OF_THE_OWNER for change in mend.changes):
            return None
        mend = replace(mend, alternatives=())
    return replace(mend, changes=tuple(_shown(decision, change, account) for change in mend.changes))


def _shown(decision: Decision, change: Change, account: str) -> Change:
    if change.target != "service-control" or owner_of(decision, change) == account:
        return change
    return replace(change, place="", before="", after="", statement={})
