"""What all three sets of rules share: every layer scanned once, explicit denials first, then limits, then the answer.

Source: IAM User Guide, "Policy evaluation logic" and "Cross-account policy evaluation logic".
"""

from collections.abc import Mapping

from sealcanvas.access.context import Context
from sealcanvas.access.decision import Decision, Rules, SessionPolicies
from sealcanvas.access.grant import Grant
from sealcanvas.access.layer_result import Layer, LayerResult
from sealcanvas.access.layers import NamedPolicy, PolicySet
from sealcanvas.access.messages import Reason
from sealcanvas.access.principal_element import Named
from sealcanvas.access.request import AccessRequest
from sealcanvas.access.results import grant_result, layer_results
from sealcanvas.access.scan import NO_MATCH, ROOT_USER, Hit, scan_policies, scan_resource_policy

_POLICYLESS = frozenset({"service", "web-identity", "anonymous"})
"""Kinds of principals to which no policy can be attached: only resource policies and grants speak of them."""

_LIMITS: tuple[tuple[Layer, Reason], ...] = (
    ("service-control", "service-control"),
    ("boundary", "boundary"),
    ("session", "session"),
)

_NO_ENCRYPTION_CONTEXT: Mapping[str, str] = {}


class Evaluation:
    """One request held against all its layers."""

    __slots__ = (
        "context",
        "encryption_context",
        "grant",
        "grants",
        "hits",
        "policyless",
        "request",
        "resource_layer",
        "rules",
        "same_account",
        "sources",
    )

    def __init__(
        self,
        request: AccessRequest,
        policies: PolicySet,
        rules: Rules,
        encryption_context: Mapping[str, str] | None = None,
    ) -> None:
        """Scan every layer that applies; `encryption_context` belongs to the rules of keys."""
        principal = request.principal
        self.request = request
        self.rules: Rules = rules
        self.encryption_context = encryption_context
        self.context = Context(
            request, encryption_context or _NO_ENCRYPTION_CONTEXT, bounded=policies.boundary is not None
        )
        self.resource_layer: Layer = "trust" if rules == "trust" else "resource"
        self.policyless = principal.kind in _POLICYLESS
        self.same_account = principal.account == request.resource_account and not self.policyless
        self.grants = policies.grants
        self.grant: Grant | None = None
        self.sources = self._sources(policies)
        self.hits = {layer: self._scan(layer, source) for layer, source in self.sources.items()}

    @property
    def resource(self) -> Hit:
        """What the resource's own policy says."""
        return self.hits[self.resource_layer]

    @property
    def identity_allows(self) -> bool:
        """Whether an identity-based policy allows (the root user needs none)."""
        hit = self.hits.get("identity")
        return hit is not None and hit.outcome == "allow"

    def denied(self) -> Decision | None:
        """Return the decision if any layer denies explicitly."""
        for layer, hit in self.hits.items():
            if hit.outcome == "explicit-deny":
                # A stranger is not told whether the key exists.
                hidden = self.rules == "key" and layer == "resource" and not (self.same_account or self.policyless)
                return self.conclude("cross-account-key" if hidden else _REASONS[layer], layer)
        return None

    def limit(self, named: Named) -> Reason | None:
        """Return the first limit that does not allow.

        A resource policy or grant that names the user or the session itself is limited by service control alone.
        """
        hits = self.hits
        for layer, reason in _LIMITS:
            hit = hits.get(layer)
            if hit is not None and hit.outcome != "allow":
                if named >= Named.ANYONE and layer != "service-control":
                    continue
                return reason
        return None

    def conclude(self, reason: Reason, layer: Layer | None = None) -> Decision:
        """Return the decision for `reason`; `layer` is the one whose statement decided, None if none did."""
        hit = None if layer is None else self.hits.get(layer)
        allowed = reason == "allowed"
        explicit = hit is not None and hit.outcome == "explicit-deny"
        return Decision(
            allowed,
            "allowed" if allowed else "explicit-deny" if explicit else "implicit-deny",
            self.request,
            reason,
            self.rules,
            None if hit is None else hit.ref(),
            self._tell,
            self.encryption_context,
            self._session_texts(),
        )

    def _tell(self, misses: bool) -> tuple[LayerResult, ...]:
        results = layer_results(self.context, self.resource_layer, self.hits, self.sources, misses=misses)
        if self.rules == "key" and (misses or self.grant is not None):
            results.insert(1, grant_result(self.context, self.grants, self.grant))
        return tuple(results)

    def _session_texts(self) -> SessionPolicies | None:
        policies = self.sources.get("session")
        return None if policies is None else tuple((policy.name, policy.document.text) for policy in policies)

    def _sources(self, policies: PolicySet) -> dict[Layer, tuple[NamedPolicy, ...]]:
        """Return the policies of each layer that applies, in the order in which their denials are looked for."""
        sources: dict[Layer, tuple[NamedPolicy, ...]] = {}
        if not self.policyless and policies.service_control is not None:
            sources["service-control"] = _narrowest(policies.service_control, self.context)
        sources[self.resource_layer] = () if policies.resource is None else (policies.resource,)
        if not self.policyless:
            sources["identity"] = policies.identity
            if policies.boundary is not None:
                sources["boundary"] = (policies.boundary,)
            if policies.session is not None or self.request.principal.kind == "federated-user":
                sources["session"] = policies.session or ()
        return sources

    def _scan(self, layer: Layer, source: tuple[NamedPolicy, ...]) -> Hit:
        if layer == self.resource_layer:
            return scan_resource_policy(source[0], self.context) if source else NO_MATCH
        hit = scan_policies(source, self.context)
        if layer == "identity" and self.request.principal.kind == "root" and hit.outcome == "no-match":
            return ROOT_USER
        return hit


def _narrowest(levels: tuple[tuple[NamedPolicy, ...], ...], context: Context) -> tuple[NamedPolicy, ...]:
    """Return the level of the organisation that decides: one that denies, else one that does not allow, else the last.

    Source: AWS Organizations User Guide, "SCP evaluation": every level from the root to the account must allow.
    """
    decides: tuple[NamedPolicy, ...] = levels[-1] if levels else ()
    silent = False
    for level in levels:
        outcome = scan_policies(level, context).outcome
        if outcome == "explicit-deny":
            return level
        if outcome == "no-match" and not silent:
            decides, silent = level, True
    return decides


_REASONS: dict[Layer, Reason] = {
    "identity": "identity",
    "resource": "resource",
    "boundary": "boundary",
    "session": "session",
    "service-control": "service-control",
    "trust": "trust",
}
