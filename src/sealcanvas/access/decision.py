"""The answer of the decision engine, with its reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sealcanvas.access.request import AccessRequest

Outcome = Literal["allowed", "explicit-deny", "implicit-deny"]
Layer = Literal["identity", "resource", "boundary", "session", "service-control", "grant", "trust"]
LayerOutcome = Literal["allow", "explicit-deny", "no-match", "not-applicable", "delegates"]


@dataclass(frozen=True, slots=True)
class StatementRef:
    """Where a statement stands: the policy's name, its Sid (or None), index from 0, line from 1, and its effect."""

    document: str
    sid: str | None
    index: int
    line: int
    effect: Literal["Allow", "Deny"]


@dataclass(frozen=True, slots=True)
class FailedCondition:
    """A condition that kept an otherwise matching statement from applying: a near miss."""

    statement: StatementRef
    operator: str
    key: str
    wanted: tuple[str, ...]
    found: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class LayerResult:
    """What one layer of policies said: its outcome, the statement that decided, and why in plain English."""

    layer: Layer
    outcome: LayerOutcome
    statement: StatementRef | None
    explanation: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a request is allowed, and why.

    `deciding` is the statement that allowed or denied (None where no statement did); `deciding_condition_keys` are
    the condition keys of an explicit deny's statement; `failed_conditions` are near misses, for denials only.
    """

    allowed: bool
    outcome: Outcome
    request: AccessRequest
    layers: tuple[LayerResult, ...]
    deciding: StatementRef | None
    failed_conditions: tuple[FailedCondition, ...] = ()
    deciding_condition_keys: tuple[str, ...] = ()

    def message(self) -> str:
        """Return the sentence with which AWS refuses this request."""
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """Return the decision as JSON-able data, for the audit trail and ExplainDecision."""
        raise NotImplementedError

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Decision":
        """Return the decision that `to_dict` gave."""
        raise NotImplementedError
