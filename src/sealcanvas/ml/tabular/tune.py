"""Which candidates are tried, and in which order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from math import ceil
from time import monotonic

from sealcanvas.ml.tabular.candidate import Candidate
from sealcanvas.ml.tabular.models.base import Learner
from sealcanvas.ml.tabular.search import generation, ranked, wave
from sealcanvas.ml.tabular.trial import Bench, Settings


@dataclass(frozen=True)
class Plan:
    """At most `most` candidates, each at most `each` seconds, until the monotonic second `until`.

    `scales`: the scales of the target that are worth a trial, the plain one ("") first.
    """

    seed: int
    until: float
    most: int
    each: float | None = None
    scales: Sequence[str] = ("",)


def ensemble(bench: Bench, plan: Plan, learners: Sequence[type[Learner]]) -> list[Candidate]:
    """The portfolios of all learners in their common order, then waves bred from the best; always at least one.

    What is tried depends on candidates that are over, never on who was faster: a seed gives the same on any executor.

    Raises:
        LearnersFailed: not one could be fitted.
    """
    waiting = portfolio(learners)
    opening = [(waiting[0][0], scaled(waiting[0][1], scale)) for scale in plan.scales]
    over = _spend(bench, plan, opening)
    scale = ""
    if len(plan.scales) > 1 and bench.done:
        scale = ranked(bench.done, bench.clock.objective)[0].settings.get("target", "")
    over = over or _spend(bench, plan, [(learner, scaled(settings, scale)) for learner, settings in waiting[1:]])
    for number in count():
        if over or not bench.done:
            break
        found = wave(learners, number, bench.done, bench.clock.objective, plan.seed)
        over = not found or _spend(bench, plan, found)
    return bench.some()


def search(bench: Bench, plan: Plan, learners: Sequence[type[Learner]]) -> list[Candidate]:
    """Candidates of one learner after the other, each with its share of the time; always at least one.

    Raises:
        LearnersFailed: not one could be fitted.
    """
    for place, learner in enumerate(learners):
        families = len(learners) - place
        part = replace(
            plan,
            until=monotonic() + (plan.until - monotonic()) / families,
            most=bench.begun + ceil((plan.most - bench.begun) / families),
        )
        own: list[Candidate] = []
        for number in count():
            settings = generation(learner, number, own, bench.clock.objective, plan.seed + place)
            before = len(bench.done)
            over = _spend(bench, part, [(learner, each) for each in settings])
            own += bench.done[before:]
            if over or bench.failures.hopeless(learner.algorithm):
                break
    return bench.some()


def portfolio(learners: Sequence[type[Learner]]) -> list[tuple[type[Learner], Settings]]:
    """All portfolios in their common order."""
    fixed = [(place, learner, settings) for learner in learners for place, settings in learner.portfolio()]
    return [
        (learner, settings) for _, learner, settings in sorted(fixed, key=lambda item: (item[0], item[1].algorithm))
    ]


def scaled(settings: Settings, scale: str) -> Settings:
    """The settings with a scale of the target; the plain one needs no mention."""
    return {**settings, "target": scale} if scale else settings


def _spend(bench: Bench, plan: Plan, found: Sequence[tuple[type[Learner], Settings]]) -> bool:
    """Whether time or number ended before all were tried."""
    left = plan.most - bench.begun
    if left <= 0 or (bench.done and plan.until <= monotonic()):
        return True
    return bench.spend(iter(found), plan.until, left, plan.each)[1] < len(found)
