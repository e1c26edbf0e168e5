"""Policies that nobody has saved yet, in place of those that stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from sealcanvas.access.layers import NamedPolicy, PolicySet
from sealcanvas.access.policy import PolicyDocument, PolicyKind

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Drafts:
    """Unsaved policies.

    Attributes:
        changed: texts by the place of the policy that each would replace (`NamedPolicy.place`); None removes it.
        added: texts of further identity policies, by the ARN of the user or role that would get them.
    """

    changed: Mapping[str, str | None] = field(default_factory=lambda: _NOTHING)
    added: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def joined(self, others: "Drafts") -> "Drafts":
        """These drafts and `others`, which are of other places."""
        added = dict(self.added)
        for arn, texts in others.added.items():
            added[arn] = (*added.get(arn, ()), *texts)
        return Drafts({**self.changed, **others.changed}, added)

    def over(self, policies: PolicySet, principal_arn: str) -> PolicySet:
        """Return `policies` with the drafts in place, but for the resource's own.

        Args:
            principal_arn: the user or role that asks.

        Raises:
            PolicySyntaxError: a draft is no policy of its kind.
        """
        if not self.changed and not self.added:
            return policies
        added = tuple(
            NamedPolicy(f"draft {number} for {principal_arn}", PolicyDocument.parse(text, "identity"))
            for number, text in enumerate(self.added.get(principal_arn, ()), 1)
        )
        boundary = policies.boundary
        if boundary is not None and self.changed.get(boundary.place, boundary.place) is not None:
            boundary = self._one(boundary)
        control = policies.service_control
        return replace(
            policies,
            identity=(*self._each(policies.identity), *added),
            boundary=boundary,
            session=None if policies.session is None else self._each(policies.session),
            service_control=None if control is None else tuple(map(self._each, control)),
        )

    def over_resource(self, policy: NamedPolicy | None, place: str, kind: PolicyKind) -> NamedPolicy | None:
        """Return the resource's own policy, or its draft.

        Args:
            place: where it is kept, whether or not there is one.

        Raises:
            PolicySyntaxError: the draft is no policy of its kind.
        """
        if place not in self.changed:
            return policy
        text = self.changed[place]
        if text is None:
            return None
        name = policy.name if policy is not None else f"{kind} policy of {place}"
        return NamedPolicy(name, PolicyDocument.parse(text, kind), place)

    def _each(self, policies: Iterable[NamedPolicy]) -> tuple[NamedPolicy, ...]:
        return tuple(
            self._one(policy) for policy in policies if self.changed.get(policy.place, policy.place) is not None
        )

    def _one(self, policy: NamedPolicy) -> NamedPolicy:
        text = self.changed.get(policy.place) if policy.place else None
        if text is None:
            return policy
        return replace(policy, document=PolicyDocument.parse(text, policy.document.kind))


NO_DRAFTS = Drafts()
