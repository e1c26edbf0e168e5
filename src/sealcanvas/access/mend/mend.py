"""What is offered for a denial."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sealcanvas.access.mend.change import Change

AdviceKind = Literal[
    "allowed-now",
    "change",
    "use-demanded-key",
    "send-demanded-header",
    "demand-used-key",
    "remove-demand",
    "meet-condition",
    "escape-deny",
    "identity-suffices",
    "enable-iam",
    "narrow-deny",
    "owner-only",
    "missing-resource",
    "missing-principal",
    "nothing",
]
"""What people are told: `access.words` has a sentence for each.

`change`: make the mend's changes. `meet-condition`, `escape-deny`: make the request so that an Allow's condition holds,
a Deny's does not. `identity-suffices`, `enable-iam`: the second way that a key has. `owner-only`: nothing lets another
account do it. `nothing`: no change of a policy can help.
"""


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice, and the names that its sentence needs."""

    kind: AdviceKind
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mend:
    """What would allow a denied request.

    `changes` are the policies to change (none where only the request, or nothing, can be changed). `alternatives` are
    further ways. `checked` tells that the request was asked again with the changes made and was allowed, and that
    nothing else in its neighbourhood was opened or closed by them. `weakens` are the safeguards that they weaken: a
    Deny, a limit, a condition that somebody set; to make such changes wants a second word.
    """

    changes: tuple[Change, ...]
    advice: Advice
    alternatives: tuple[Advice, ...] = ()
    checked: bool = False
    weakens: tuple[str, ...] = ()

    @property
    def target(self) -> str | None:
        """The document that the first change goes into, or None."""
        return self.changes[0].document if self.changes else None

    @property
    def statement(self) -> dict[str, Any] | None:
        """The first statement that is added or changed, or None."""
        return self.changes[0].statement if self.changes else None
