"""The results of all layers, in words."""

from collections.abc import Mapping

from sealcanvas.access.context import Context
from sealcanvas.access.decision import ConditionCheck, Layer, LayerResult, Rules
from sealcanvas.access.explain import LAYER_NAMES, condition_checks, describe, explain_no_match, sentence_start
from sealcanvas.access.grant import Grant
from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.principal_element import Named
from sealcanvas.access.scan import ROOT_USER, Hit

_ATTACHED: tuple[Layer, ...] = ("identity", "boundary", "session", "service-control")

_NOT_APPLICABLE: dict[Layer, LayerResult] = {
    layer: LayerResult(layer, "not-applicable", None, f"No {LAYER_NAMES[layer]} applies to this request.")
    for layer in _ATTACHED
}
_NO_GRANT = LayerResult("grant", "no-match", None, "No grant on the key covers this request.")
_ROOT_USER = LayerResult("identity", "allow", None, "The account's root user needs no identity-based policy.")


class LayerReader:
    """Puts the layers of one request into words; `failed` gathers the near misses on the way."""

    __slots__ = ("_context", "_grant", "failed")

    def __init__(self, context: Context, grant: Grant | None) -> None:
        """`grant` is the one that allows the request, if one does."""
        self._context = context
        self._grant = grant
        self.failed: list[ConditionCheck] = []

    def read(
        self, hits: Mapping[Layer, Hit], sources: Mapping[Layer, tuple[NamedPolicy, ...]], rules: Rules
    ) -> tuple[LayerResult, ...]:
        """Return one result a layer: the resource's side first, then the caller's."""
        own: Layer = "trust" if rules == "trust" else "resource"
        results = [self._result(own, hits[own], sources[own])]
        if rules == "key":
            results.append(self._granted())
        for layer in _ATTACHED:
            hit = hits.get(layer)
            results.append(_NOT_APPLICABLE[layer] if hit is None else self._result(layer, hit, sources[layer]))
        return tuple(results)

    def _granted(self) -> LayerResult:
        if self._grant is None:
            return _NO_GRANT
        explanation = f"Grant {self._grant.grant_id} gives {self._context.request.action} to {self._grant.grantee}."
        return LayerResult("grant", "allow", None, explanation)

    def _result(self, layer: Layer, hit: Hit, source: tuple[NamedPolicy, ...]) -> LayerResult:
        if hit is ROOT_USER:
            return _ROOT_USER
        ref = hit.ref()
        if ref is None:
            by_principal = layer in ("resource", "trust")
            explanation, failed = explain_no_match(layer, source, self._context, by_principal=by_principal)
            self.failed.extend(failed)
            return LayerResult(layer, "no-match", None, explanation)
        action = self._context.request.action
        if hit.outcome == "explicit-deny":
            return LayerResult(
                layer, "explicit-deny", ref, f"{sentence_start(ref)} denies {action}{self._because(hit)}."
            )
        if hit.named is Named.ACCOUNT:
            explanation = f"{sentence_start(ref)} lets the account's own policies decide on {action}."
            return LayerResult(layer, "delegates", ref, explanation)
        return LayerResult(layer, "allow", ref, f"{sentence_start(ref)} allows {action}.")

    def _because(self, hit: Hit) -> str:
        if hit.policy is None or hit.statement is None or not hit.statement.conditions:
            return ""
        checks = condition_checks(hit.policy, hit.statement, self._context)
        return " because " + " and ".join(describe(check) for check in checks)
