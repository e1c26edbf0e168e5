"""The answer of the decision engine, with its reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sealcanvas.access.messages import Reason, refusal
from sealcanvas.access.request import AccessRequest

Outcome = Literal["allowed", "explicit-deny", "implicit-deny"]
Rules = Literal["standard", "key", "trust"]
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

    def __str__(self) -> str:
        name = f'"{self.sid}"' if self.sid else str(self.index + 1)
        return f"statement {name} (line {self.line}) of {self.document}"


@dataclass(frozen=True, slots=True)
class ConditionCheck:
    """One condition held against the request: what the policy wants of `key`, and what the request carries.

    `found` is None where the request does not carry the key; `held` is the condition's truth.
    """

    statement: StatementRef
    operator: str
    key: str
    wanted: tuple[str, ...]
    found: tuple[str, ...] | None
    held: bool


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

    `deciding` is the statement that allowed or denied (None where none did, as for a grant). `reason` names the
    layer that a refusal names. `failed_conditions` are near misses: the conditions that kept a statement from
    allowing. `deciding_conditions` are those of an explicit deny's statement. `rules` and `encryption_context` are
    kept so that the question can be asked again.
    """

    allowed: bool
    outcome: Outcome
    request: AccessRequest
    layers: tuple[LayerResult, ...]
    deciding: StatementRef | None
    reason: Reason
    rules: Rules
    encryption_context: Mapping[str, str] | None = None
    failed_conditions: tuple[ConditionCheck, ...] = ()
    deciding_conditions: tuple[ConditionCheck, ...] = ()

    @property
    def deciding_condition_keys(self) -> tuple[str, ...]:
        """The condition keys of the statement of an explicit deny, as the policy writes them."""
        return tuple(check.key for check in self.deciding_conditions)

    def message(self) -> str:
        """Return the sentence with which AWS refuses this request.

        Raises ValueError if the request is allowed.
        """
        if self.allowed:
            raise ValueError("an allowed request has no refusal")
        return refusal(self.request, self.reason, explicit=self.outcome == "explicit-deny")

    def to_dict(self) -> dict[str, Any]:
        """Return the decision as JSON-able data, for the audit trail and ExplainDecision."""
        from sealcanvas.access.decision_data import decision_to_data

        return decision_to_data(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Decision":
        """Return the decision that `to_dict` gave.

        Raises KeyError, TypeError or ValueError if `data` has another form.
        """
        from sealcanvas.access.decision_data import decision_from_data

        return decision_from_data(data)
