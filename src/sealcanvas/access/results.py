"""The results of all layers of one request, gathered when somebody asks why."""

from collections.abc import Mapping

from sealcanvas.access.context import Context
from sealcanvas.access.grant import Grant
from sealcanvas.access.grants import Grants
from sealcanvas.access.layer_result import Layer, LayerResult
from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.near_miss import condition_checks, near_miss
from sealcanvas.access.principal_element import Named
from sealcanvas.access.scan import ROOT_USER, Hit

_ATTACHED: tuple[Layer, ...] = ("identity", "boundary", "session", "service-control")


def layer_results(
    context: Context,
    own: Layer,
    hits: Mapping[Layer, Hit],
    sources: Mapping[Layer, tuple[NamedPolicy, ...]],
    *,
    misses: bool,
) -> list[LayerResult]:
    """Return one result a layer: the resource's `own` side first, then the caller's.

    Without `misses`, layers that do not apply or did not match are left out.
    """
    results = []
    for layer in (own, *_ATTACHED):
        hit = hits.get(layer)
        if hit is None:
            if misses:
                results.append(LayerResult(layer, "not-applicable", "not-applicable"))
        elif misses or hit.outcome != "no-match":
            results.append(_result(context, layer, hit, sources[layer]))
    return results


def grant_result(context: Context, grants: Grants, allowing: Grant | None) -> LayerResult:
    """Return what the key's grants said; `allowing` is the one that allows the request, if one does."""
    if allowing is not None:
        return LayerResult("grant", "allow", "grant", grant=allowing.grant_id, holder=allowing.grantee)
    request = context.request
    nearest: Grant | None = None
    for grant in grants.held_by(request.principal):
        if grant.gives(request.action):
            return LayerResult(
                "grant",
                "no-match",
                "grant-constraint",
                grant=grant.grant_id,
                holder=grant.grantee,
                constraint=grant.constraint,
            )
        nearest = nearest or grant
    if nearest is None:
        return LayerResult("grant", "no-match", "no-grant")
    return LayerResult("grant", "no-match", "grant-operation", grant=nearest.grant_id, holder=nearest.grantee)


def _result(context: Context, layer: Layer, hit: Hit, source: tuple[NamedPolicy, ...]) -> LayerResult:
    if hit is ROOT_USER:
        return LayerResult(layer, "allow", "root-user")
    if hit.policy is None or hit.statement is None:
        return near_miss(layer, source, context)
    ref = hit.ref()
    if hit.outcome == "explicit-deny":
        checks = condition_checks(hit.policy, hit.statement, context)
        return LayerResult(layer, "explicit-deny", "denies", ref, checks=checks)
    if hit.named is Named.ACCOUNT:
        return LayerResult(layer, "delegates", "delegates", ref)
    return LayerResult(layer, "allow", "allows", ref)
