"""What policy tests ask of the state, looked up once each."""

from sealcanvas.access.decision import Rules, SessionPolicies
from sealcanvas.access.layers import PolicySet
from sealcanvas.access.principal import Principal
from sealcanvas.access.request import AccessRequest
from sealcanvas.doctor.drafts import NO_DRAFTS, Drafts
from sealcanvas.doctor.policy_tests.fixture import Asker, Fixture
from sealcanvas.doctor.policy_tests.principals import principal_now
from sealcanvas.doctor.policy_tests.resources import ResourceNow, resource_now
from sealcanvas.doctor.standing import place_of, standing_policies, with_grants
from sealcanvas.service.instance import Instance

_Who = tuple[str, str, str, tuple[tuple[str, str], ...]]


class Lookups:
    """Principals, resources and policies as they stand; good for as long as nothing changes.

    Args:
        drafts: unsaved policies in place of those that stand.
    """

    def __init__(self, instance: Instance, drafts: Drafts = NO_DRAFTS) -> None:
        self.instance = instance
        self._drafts = drafts
        self._principals: dict[_Who, Principal | None] = {}
        self._resources: dict[tuple[str, Rules, bool], ResourceNow] = {}
        self._policies: dict[tuple[_Who, str, Rules, SessionPolicies | None], PolicySet] = {}

    def principal(self, asker: Asker) -> Principal | None:
        """The principal, or None if it is gone."""
        who = _who(asker)
        if who not in self._principals:
            self._principals[who] = principal_now(self.instance, asker)
        return self._principals[who]

    def resource(self, principal: Principal, fixture: Fixture, rules: Rules) -> ResourceNow:
        """The test's resource; whoever asks, it is the same."""
        key = (fixture.resource, rules, fixture.makes_bucket)
        if key not in self._resources:
            self._resources[key] = resource_now(self.instance, principal, fixture, rules)
        return self._resources[key]

    def policies(self, fixture: Fixture, request: AccessRequest, rules: Rules) -> PolicySet:
        """The policies that bear on the test's request, without grants.

        Raises:
            PolicySyntaxError: a draft is no policy.
        """
        key = (_who(fixture.asker), place_of(fixture.resource), rules, fixture.session_policies)
        if key not in self._policies:
            self._policies[key] = standing_policies(
                self.instance, request, rules, fixture.session_policies, self._drafts, grants=False
            )
        return self._policies[key]

    def with_grants(self, policies: PolicySet, request: AccessRequest) -> PolicySet | None:
        """The same with the grants that can cover the request, or None if there are none."""
        granted = with_grants(self.instance, policies, request)
        return granted if granted.grants else None


def _who(asker: Asker) -> _Who:
    return asker.kind, asker.name, asker.detail, tuple(sorted(asker.tags.items()))
