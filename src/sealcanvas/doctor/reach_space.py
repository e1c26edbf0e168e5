"""Every question that a change of a policy could answer differently, asked before and after it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sealcanvas.access.decide_by import decide_by, rules_of
from sealcanvas.access.decision import Decision, Rules
from sealcanvas.access.grants import NO_GRANTS, Grants
from sealcanvas.access.layers import PolicySet
from sealcanvas.access.principal import Principal
from sealcanvas.access.request import AccessRequest, ContextValue
from sealcanvas.doctor.abroad import unidentified
from sealcanvas.doctor.drafts import NO_DRAFTS, Drafts
from sealcanvas.doctor.reach_ways import within
from sealcanvas.doctor.remembered import Remembered
from sealcanvas.doctor.simulate_keys import kind_of_request
from sealcanvas.doctor.simulate_question import DIRECT, Question, Way, ask
from sealcanvas.doctor.standing import standing_policies
from sealcanvas.doctor.who_can_access import of_outsider
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


@dataclass(frozen=True)
class _Difference:
    """What an action and a way add to, and take from, a principal's plainest request, whoever makes it."""

    more: dict[str, ContextValue]
    less: frozenset[str]
    encryption_context: Mapping[str, str] | None

    def made(self, request: AccessRequest, action: str) -> AccessRequest:
        """The plainest request changed so."""
        kept = {name: value for name, value in request.context.items() if name not in self.less}
        return replace(request, action=action, context=kept | self.more)


class Space:
    """Asks the questions, at one moment, each principal's policies looked up once.

    Attributes:
        asked: how many questions were asked so far.
    """

    def __init__(self, instance: Instance, account: str, drafts: Drafts) -> None:
        now = instance.clock()
        self.asked = 0
        self._instance = replace(instance, identities=Remembered(instance.identities), clock=lambda: now)
        self._account = account
        self._drafts = drafts
        self._grants = KeyGrants(instance)
        self._differences: dict[tuple[str, str, str], _Difference] = {}
        self._first_actions: dict[str, str] = {}
        self._requests: dict[tuple[str, str], AccessRequest] = {}
        self._sets: dict[tuple[str, str, Rules], tuple[PolicySet, PolicySet]] = {}

    def flips(self, candidate: Candidate, action: str, resource: str, ways: Sequence[Way]) -> Iterator[Flip]:
        """The ways in which the request's outcome changes, the plainest alone where a longer one says no more."""
        rules = rules_of(action, resource)
        plainest = self._plainest(candidate.principal, resource, action)
        before_set, after_set = self._both(candidate, plainest, rules)
        if before_set == after_set:
            return
        found: list[tuple[Way, bool]] = []
        seen: list[_Difference] = []
        for way in ways:
            if self.exhausted:
                return
            difference = self._difference(action, resource, way)
            if difference in seen:
                continue
            self.asked += 1
            seen.append(difference)
            asked, pairs = difference.made(plainest, action), difference.encryption_context
            before = decide_by(rules, asked, before_set, pairs)
            after = decide_by(rules, asked, after_set, pairs)
            if before.allowed != after.allowed and not any(
                after.allowed == opened and within(smaller, way) for smaller, opened in found
            ):
                found.append((way, after.allowed))
                yield Flip(candidate, way, before, after)

    @property
    def exhausted(self) -> bool:
        """Whether no more questions are asked; finding out how kinds of requests differ costs as much as ten."""
        return self.asked + 10 * len(self._differences) >= MOST_ASKED

    @property
    def complete(self) -> bool:
        """Whether every question was asked, and every grant looked at."""
        return self._grants.complete and not self.exhausted

    def request(self, principal: Principal, action: str, resource: str) -> AccessRequest:
        """The principal's plainest request for `action`."""
        return self._difference(action, resource, DIRECT).made(self._plainest(principal, resource, action), action)

    def after(self, candidate: Candidate, request: AccessRequest, rules: Rules) -> PolicySet:
        """Every policy that bears on the request once the change is made."""
        return self._both(candidate, request, rules)[1]

    def _both(self, candidate: Candidate, request: AccessRequest, rules: Rules) -> tuple[PolicySet, PolicySet]:
        """The policies before and after the change; of an outsider, as if his own account's allowed all."""
        key = (candidate.name, request.resource, rules)
        if key not in self._sets:
            held = self._grants.held_by(candidate.principal, request.resource) if rules == "key" else ()
            grants = Grants(held) if held else NO_GRANTS
            before, after = (
                replace(standing_policies(self._instance, request, rules, drafts=drafts, grants=False), grants=grants)
                for drafts in (NO_DRAFTS, self._drafts)
            )
            self._sets[key] = (of_outsider(before), of_outsider(after)) if candidate.outside else (before, after)
        return self._sets[key]

    def _plainest(self, principal: Principal, resource: str, action: str) -> AccessRequest:
        """One request of the principal's on the resource, from which all others differ alike."""
        action = self._first_actions.setdefault(resource, action)
        key = (principal.arn, resource)
        if key not in self._requests:
            self._requests[key] = unidentified(self._ask(principal, action, resource, DIRECT).request, self._account)
        return self._requests[key]

    def _difference(self, action: str, resource: str, way: Way) -> _Difference:
        """Found out by asking as the account's root user, so and in the plainest way."""
        key = (kind_of_request(action), resource, repr(way))
        if key not in self._differences:
            root = Principal.root(self._account)
            plain = self._plainest(root, resource, action).context
            coming = self._ask(root, action, resource, way)
            context = coming.request.context
            self._differences[key] = _Difference(
                {name: value for name, value in context.items() if plain.get(name) != value},
                frozenset(plain.keys() - context.keys()),
                coming.encryption_context,
            )
        return self._differences[key]

    def _ask(self, principal: Principal, action: str, resource: str, way: Way) -> Decision:
        return ask(self._instance, Question(principal, action, resource, self._account, way))
