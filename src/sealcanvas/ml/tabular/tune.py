"""The order in which candidates are tried, and the time each may take."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

import numpy as np

from sealcanvas.ml.progress import Reporter
from sealcanvas.ml.tabular.candidate import Candidate, fit_candidate
from sealcanvas.ml.tabular.features import Layout
from sealcanvas.ml.tabular.models.base import Data, Learner, Task
from sealcanvas.ml.tabular.validation import Split

# The first candidate must leave room for others; later ones may take at most this share of what is left.
_FIRST, _LATER = 0.35, 0.45
_MOST_CANDIDATES = 24
_LEAST_SECONDS = 0.3


@dataclass(frozen=True)
class Plan:
    """What tuning needs to know besides the data."""

    classes: int
    loss: str
    layout: Layout
    seed: int
    threads: int
    seconds: float
    most: int | None


def tune(
    data: Data,
    folds: list[Split],
    plan: Plan,
    learners: Sequence[type[Learner]],
    judge: Callable[[Candidate], Candidate],
    clock: Reporter,
) -> list[Candidate]:
    """Candidates fitted until the plan's seconds are spent; always at least one. `judge` scores each."""
    until = monotonic() + plan.seconds
    done: list[Candidate] = []
    for number, (learner, settings) in enumerate(_queue(learners, plan.seed)):
        left = until - monotonic()
        if done and (left < _LEAST_SECONDS or len(done) >= (plan.most or _MOST_CANDIDATES)):
            break
        # With one candidate to come it gets all the time; the last stretch is not worth a cut-off fit.
        share = 1.0 if plan.most == 1 else (_LATER if done else _FIRST)
        fair = max(left * share, min(left, 2 * _LEAST_SECONDS))
        if done and fair < 0.15 * max(candidate.seconds for candidate in done):
            break
        task = Task(
            plan.classes,
            plan.loss,
            plan.layout,
            plan.seed + 1000 * number,
            plan.threads,
            monotonic() + fair,
            clock.beat,
        )
        candidate = judge(fit_candidate(f"{learner.algorithm}-{number + 1}", learner, settings, data, folds, task))
        done.append(candidate)
        clock.say(f"Tried {candidate.name}.", _best(done, clock))
    return done


def _best(done: list[Candidate], clock: Reporter) -> float | None:
    from sealcanvas.ml.metrics import MAXIMIZE, direction

    name = clock.objective
    values = [value for candidate in done if (value := candidate.metrics.get(name, float("nan"))) == value]
    if not values:
        return None
    return max(values) if direction(name) == MAXIMIZE else min(values)


def _queue(learners: Sequence[type[Learner]], seed: int) -> Iterator[tuple[type[Learner], dict[str, Any]]]:
    """All portfolios in their common order, then random settings, in turn."""
    fixed = [(place, learner, settings) for learner in learners for place, settings in learner.portfolio()]
    for _, learner, settings in sorted(fixed, key=lambda item: (item[0], item[1].algorithm)):
        yield learner, settings
    random = np.random.default_rng(seed)
    while True:
        for learner in learners:
            yield learner, learner.draw(random)
