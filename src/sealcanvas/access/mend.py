"""The smallest change that turns a denial into an allow."""

from dataclasses import dataclass
from typing import Any

from sealcanvas.access.decision import Decision
from sealcanvas.access.layers import PolicySet


@dataclass(frozen=True, slots=True)
class Mend:
    """A change that would allow a denied request.

    `target` is the document to change, `statement` the statement to add (None if the change is no added statement),
    `explanation` the change in plain English, `alternatives` further ways; `checked` tells whether the request was
    re-evaluated with the statement added and found allowed.
    """

    target: str
    statement: dict[str, Any] | None
    explanation: str
    alternatives: tuple[str, ...]
    checked: bool


def mend(decision: Decision, policies: PolicySet | None = None) -> Mend | None:
    """Return the smallest change that would allow the denied request, or None if it is allowed or nothing helps."""
    raise NotImplementedError
