"""Every question that a change of a policy could answer differently, asked before and after it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sealcanvas.access.decide_by import decide_by, rules_of
from sealcanvas.access.decision import Decision, Rules
from sealcanvas.access.grants import NO_GRANTS, Grants
from sealcanvas.access.layers import PolicySet
from sealcanvas.access.principal import Principal
from sealcanvas.access.request import AccessRequest, ContextValue
from sealcanvas.doctor.drafts import NO_DRAFTS, Drafts
from sealcanvas.doctor.reach_ways import within
from sealcanvas.doctor.remembered import Remembered
from sealcanvas.doctor.simulate_keys import kind_of_request
from sealcanvas.doctor.simulate_question import DIRECT, Question, Way, ask
from sealcanvas.doctor.standing import standing_policies
from sealcanvas.doctor.who_can_access import UNKNOWN
from sealcanvas.doctor.who_can_candidates import Candidate
from sealcanvas.doctor.who_can_grants import KeyGrants
from sealcanvas.service.instance import Instance

MOST_ASKED = 40_000


@dataclass(frozen=True, slots=True)
class Flip:
    """One request that is allowed on one side of the change alone."""

    candidate: Candidate
    way: Way
    before: Decision
    after: Decision


@dataclass(frozen=True, slots=True)
class _Difference:
    """What a way adds to a request, whoever makes it."""

    context: dict[str, ContextValue]
    encryption_context: Mapping[str, str] | None


class Space:
    """Asks the questions, at one moment, each principal's policies looked up once.

    Attributes:
        asked: how many questions were asked so far; after `MOST_ASKED` no more are.
    """

    def __init__(self, instance: Instance, account: str, drafts: Drafts) -> None:
        now = instance.clock()
        self.asked = 0
        self._instance = replace(instance, identities=Remembered(instance.identities), clock=lambda: now)
        self._account = account
        self._drafts = drafts
        self._grants = KeyGrants(instance)
        self._differences: dict[tuple[str, str, str], _Difference] = {}
        self._requests: dict[tuple[str, str, str], AccessRequest] = {}
        self._sets: dict[tuple[str, str, Rules], tuple[PolicySet, PolicySet]] = {}

    def flips(self, candidate: Candidate, action: str, resource: str, ways: Sequence[Way]) -> Iterator[Flip]:
        """The ways in which the request's outcome changes, the plainest alone where a longer one says no more."""
        rules = rules_of(action, resource)
        request = self.request(candidate.principal, action, resource)
        before_set, after_set = self._both(candidate, request, rules)
        if before_set == after_set:
            return
        found: list[tuple[Way, bool]] = []
        for way in ways:
            if self.asked >= MOST_ASKED:
                return
            self.asked += 1
            more = self._difference(action, resource, way)
            asked = replace(request, context={**request.context, **more.context})
            before = decide_by(rules, asked, before_set, more.encryption_context)
            after = decide_by(rules, asked, after_set, more.encryption_context)
            if before.allowed != after.allowed and not any(
                after.allowed == opened and within(smaller, way) for smaller, opened in found
            ):
                found.append((way, after.allowed))
                yield Flip(candidate, way, before, after)

    @property
    def complete(self) -> bool:
        """Whether every grant was looked at."""
        return self._grants.complete

    def after(self, candidate: Candidate, request: AccessRequest, rules: Rules) -> PolicySet:
        """Every policy that bears on the request once the change is made."""
        return self._both(candidate, request, rules)[1]

    def _policies(self, candidate: Candidate, request: AccessRequest, rules: Rules, drafts: Drafts) -> PolicySet:
        """Every policy that bears on the request, with the drafts; of an outsider, as if his own allowed all."""
        policies = standing_policies(self._instance, request, rules, None, drafts)
        held = self._grants.held_by(candidate.principal, request.resource) if rules == "key" else ()
        policies = replace(policies, grants=Grants(held) if held else NO_GRANTS)
        if candidate.outside:
            policies = replace(policies, identity=(UNKNOWN,), boundary=None, session=None, service_control=None)
        return policies

    def request(self, principal: Principal, action: str, resource: str) -> AccessRequest:
        """The principal's plainest request."""
        key = (principal.arn, kind_of_request(action), resource)
        if key not in self._requests:
            self._requests[key] = self._ask(principal, action, resource, DIRECT).request
        return replace(self._requests[key], action=action)

    def _both(self, candidate: Candidate, request: AccessRequest, rules: Rules) -> tuple[PolicySet, PolicySet]:
        key = (candidate.name, request.resource, rules)
        if key not in self._sets:
            before, after = (self._policies(candidate, request, rules, each) for each in (NO_DRAFTS, self._drafts))
            self._sets[key] = before, after
        return self._sets[key]

    def _difference(self, action: str, resource: str, way: Way) -> _Difference:
        """What `way` adds, found out by asking as the account's root user, with and without it."""
        key = (kind_of_request(action), resource, repr(way))
        if key not in self._differences:
            root = Principal.root(self._account)
            plain = self.request(root, action, resource)
            coming = self._ask(root, action, resource, way)
            context = {
                name: value for name, value in coming.request.context.items() if plain.context.get(name) != value
            }
            self._differences[key] = _Difference(context, coming.encryption_context)
        return self._differences[key]

    def _ask(self, principal: Principal, action: str, resource: str, way: Way) -> Decision:
        return ask(self._instance, Question(principal, action, resource, self._account, way))
