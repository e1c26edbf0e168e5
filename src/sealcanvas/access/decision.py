"""The answer of the decision engine, with its reasons."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from sealcanvas.access.layer_result import ConditionCheck, Layer, LayerResult, StatementRef
from sealcanvas.access.messages import Reason, refusal
from sealcanvas.access.request import AccessRequest

Outcome = Literal["allowed", "explicit-deny", "implicit-deny"]
Rules = Literal["standard", "key", "trust"]

SessionPolicies = tuple[tuple[str, str], ...]
"""Name and text of each session policy: they end with the session, and a question asked again needs them."""


@dataclass(frozen=True)
class Decision:
    """Whether a request is allowed, and why.

    `deciding` is the statement that allowed or denied (None where none did, as for a grant). `reason` names the
    layer that a refusal names. `rules`, `encryption_context` and `session_policies` are kept so that the question can
    be asked again. `tell` goes through the layers, and is not called before somebody asks why; with False it leaves
    out those that did not allow.
    """

    allowed: bool
    outcome: Outcome
    request: AccessRequest
    reason: Reason
    rules: Rules
    deciding: StatementRef | None
    tell: Callable[[bool], tuple[LayerResult, ...]] = field(repr=False, compare=False)
    encryption_context: Mapping[str, str] | None = None
    session_policies: SessionPolicies | None = None

    @cached_property
    def layers(self) -> tuple[LayerResult, ...]:
        """What each layer of policies said: the resource's side first, then the caller's."""
        return self.tell(True)

    @property
    def failed_conditions(self) -> tuple[ConditionCheck, ...]:
        """Near misses: the conditions that kept statements from allowing; none where a Deny or an Allow decided."""
        if self.outcome != "implicit-deny":
            return ()
        return tuple(check for layer in self.layers if layer.outcome == "no-match" for check in layer.checks)

    @property
    def deciding_conditions(self) -> tuple[ConditionCheck, ...]:
        """The conditions of the statement of an explicit deny."""
        if self.outcome != "explicit-deny":
            return ()
        return next((layer.checks for layer in self.layers if layer.statement == self.deciding), ())

    def of(self, layer: Layer) -> LayerResult | None:
        """Return what one layer said, or None if these rules do not know it."""
        return next((each for each in self.layers if each.layer == layer), None)

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
