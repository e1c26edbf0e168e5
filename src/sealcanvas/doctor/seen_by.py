"""What an account is told of a decision on another account's resource: no more than the refusal said."""

from dataclasses import replace

from sealcanvas.access.decision import Decision
from sealcanvas.access.layer_result import LayerResult
from sealcanvas.access.mend import Mend
from sealcanvas.doctor.mending import mend_of
from sealcanvas.service.instance import Instance

_OF_THE_OWNER = frozenset({"resource", "trust", "grant"})


def seen_by(decision: Decision, account: str | None) -> Decision:
    """The decision without what its resource's policy and grants say, where they are another account's.

    Args:
        account: who is told; None, at the server itself, is told all.
    """
    if decision.allowed or not _is_foreign(decision, account):
        return decision
    layers = tuple(_hidden(decision, each) if each.layer in _OF_THE_OWNER else each for each in decision.layers)
    owners = decision.reason == "cross-account-key" or decision.reason in _OF_THE_OWNER
    return replace(decision, tell=lambda _allowing_too: layers, deciding=None if owners else decision.deciding)


def mend_seen_by(instance: Instance, decision: Decision, account: str | None) -> Mend | None:
    """`mend_of`, but None where it lies with another account: its policies are neither shown nor changed."""
    mend = mend_of(instance, decision)
    if mend is None or not _is_foreign(decision, account):
        return mend
    lies_there = not mend.changes or any(change.target in _OF_THE_OWNER for change in mend.changes)
    return None if lies_there else replace(mend, alternatives=())


def _is_foreign(decision: Decision, account: str | None) -> bool:
    return account is not None and decision.request.resource_account != account


def _hidden(decision: Decision, layer: LayerResult) -> LayerResult:
    outcome = "no-match" if decision.reason == "cross-account-key" else layer.outcome
    return LayerResult(layer.layer, outcome, "another-account")
