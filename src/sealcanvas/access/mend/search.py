"""The search for a mend: one change after another until the request is allowed, each path checked before it is offered.

At each step the decision says which layer is missing, or which statement denies; the ways to change it are tried in
the order in which people should prefer them. The source document advises the key's policy first.
"""

from collections.abc import Collection, Iterator
from contextlib import suppress

from sealcanvas.access.decide_by import decide_again
from sealcanvas.access.decision import Decision
from sealcanvas.access.evaluate_kms import CROSS_ACCOUNT_OPERATIONS
from sealcanvas.access.layers import NamedPolicy, PolicySet
from sealcanvas.access.mend.alternatives import alternatives, meet, weakened
from sealcanvas.access.mend.change import Change, Target, apply_changes, joined
from sealcanvas.access.mend.demanded_key import demand_of, mend_demanded_key
from sealcanvas.access.mend.mend import Advice, Mend
from sealcanvas.access.mend.narrow import narrowed
from sealcanvas.access.mend.neighbourhood import disturbs
from sealcanvas.access.mend.statement import add_statement
from sealcanvas.access.mend.verbatim import NotWritable
from sealcanvas.access.mend.widen import widen_allow

_STEPS = 5
_PATHS = 40
_EXTERNAL_ID = "sts:externalid"


def mend(decision: Decision, policies: PolicySet, fixed: Collection[str] = ()) -> Mend | None:
    """Return the smallest change that would allow the denied request under `policies`; None if it was allowed.

    Args:
        decision: the denial; `policies` may have changed since.
        fixed: places of policies that nobody can change (those that AWS keeps).
    """
    if decision.allowed:
        return None
    now = decide_again(decision, policies)
    if now.allowed:
        return Mend((), Advice("allowed-now"), checked=True)
    demand = demand_of(now)
    if demand is not None:
        return mend_demanded_key(now, demand, policies)
    owner_only = now.reason == "cross-account-key" and now.request.action.lower() not in CROSS_ACCOUNT_OPERATIONS
    if owner_only and now.outcome == "implicit-deny":
        return Mend((), Advice("owner-only"))
    external = next((check for check in now.failed_conditions if check.key.lower() == _EXTERNAL_ID), None)
    if external is not None:  # a secret between two parties is not made up for by a third
        return Mend((), meet(external))
    changes = _Search(now, policies, frozenset(fixed)).first()
    if changes is None:
        return Mend((), _last_resort(now), alternatives(now, ()))
    return Mend(changes, Advice("change"), alternatives(now, changes), checked=True, weakens=weakened(now, changes))


class _Search:
    def __init__(self, denied: Decision, policies: PolicySet, fixed: frozenset[str]) -> None:
        self._denied = denied
        self._policies = policies
        self._fixed = fixed
        self._left = _PATHS

    def first(self) -> tuple[Change, ...] | None:
        """Return the first path of changes that allows the request and leaves its neighbourhood alone."""
        for steps in range(1, _STEPS + 1):
            for changes in self._paths(self._denied, self._policies, steps):
                if disturbs(self._denied, self._policies, changes) is None:
                    return joined(changes)
        return None

    def _paths(self, decision: Decision, policies: PolicySet, steps: int) -> Iterator[tuple[Change, ...]]:
        """Return the paths of exactly `steps` changes that end in an allow."""
        for change in self._steps(decision, policies):
            if self._left <= 0:
                return
            self._left -= 1
            after = apply_changes(policies, (change,))
            again = decide_again(decision, after)
            if again.allowed:
                if steps == 1:
                    yield (change,)
            elif steps > 1 and (again.reason, again.deciding) != (decision.reason, decision.deciding):
                for rest in self._paths(again, after, steps - 1):
                    yield (change, *rest)

    def _steps(self, decision: Decision, policies: PolicySet) -> Iterator[Change]:
        if decision.outcome == "explicit-deny":
            yield from self._narrowed(decision, policies)
            return
        for target in _targets(decision):
            policy = _policy_to_change(decision, target, policies)
            if policy is not None and policy.place in self._fixed:
                continue
            with suppress(NotWritable):
                if policy is not None and (widened := widen_allow(decision, target, policy)) is not None:
                    yield widened
            # A new permission of the caller's own stands in a policy of its own: the others keep their meaning.
            with suppress(NotWritable):
                yield add_statement(decision, target, None if target == "identity" else policy)

    def _narrowed(self, decision: Decision, policies: PolicySet) -> Iterator[Change]:
        deny = decision.deciding
        result = next((layer for layer in decision.layers if layer.statement == deny), None)
        if deny is None or result is None:
            return
        target: Target = "identity" if result.layer == "grant" else result.layer
        policy = next((each for each in _policies_of(target, policies) if each.name == deny.document), None)
        if policy is None or policy.place in self._fixed:
            return
        with suppress(NotWritable):
            yield from narrowed(decision, target, policy, result)


def _targets(decision: Decision) -> tuple[Target, ...]:
    """Return the layers in which an Allow could be added, the most advised first."""
    request, reason = decision.request, decision.reason
    own: Target = "trust" if decision.rules == "trust" else "resource"
    has_policy = decision.rules != "standard" or request.resource.startswith("arn:aws:s3:::")
    if not request.principal.account:
        return (own,) if has_policy else ()
    if reason in ("boundary", "session", "service-control"):
        return (reason,)
    if reason == "cross-account-key":
        named = decision.of("resource")
        if request.action.lower() not in CROSS_ACCOUNT_OPERATIONS or (named and named.outcome != "no-match"):
            return ()
        return (own,)
    if reason in ("resource", "trust"):
        return (own,)
    if request.principal.account != request.resource_account or not has_policy:
        return ("identity",)
    return ("identity", own) if decision.rules == "standard" else (own, "identity")


def _policy_to_change(decision: Decision, target: Target, policies: PolicySet) -> NamedPolicy | None:
    """Return the policy of the layer that came nearest, else its first; None where there is none."""
    found = _policies_of(target, policies)
    result = decision.of(target)
    if result is not None and result.nearest is not None:
        return next((policy for policy in found if policy.name == result.nearest.document), None)
    if target == "service-control" and result is not None:
        return next((policy for policy in found if policy.name in result.documents), None)
    return found[0] if found and target != "identity" else None


def _policies_of(target: Target, policies: PolicySet) -> tuple[NamedPolicy, ...]:
    match target:
        case "resource" | "trust":
            return () if policies.resource is None else (policies.resource,)
        case "boundary":
            return () if policies.boundary is None else (policies.boundary,)
        case "identity":
            return policies.identity
        case "session":
            return policies.session or ()
        case "service-control":
            return tuple(policy for level in policies.service_control or () for policy in level)


def _last_resort(decision: Decision) -> Advice:
    if decision.deciding is not None:
        return Advice("narrow-deny", {"statement": str(decision.deciding)})
    return Advice("nothing")
