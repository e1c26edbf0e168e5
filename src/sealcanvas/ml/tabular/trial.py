"""Trying candidates: each gets a share of the time that is left, and its folds are fitted by whoever is free."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from sealcanvas.ml.executor import Executor, Item, Parcel
from sealcanvas.ml.progress import Reporter
from sealcanvas.ml.tabular.candidate import Candidate, gather
from sealcanvas.ml.tabular.failures import Failures
from sealcanvas.ml.tabular.models.base import Learner
from sealcanvas.ml.tabular.search import ranked
from sealcanvas.ml.tabular.unit import Folds, failure

# What the first candidate may take of the time, so that there are others.
_FIRST = 0.35
_LEAST_SECONDS = 0.3
# What comes after the candidates, as a share of the time before.
_AFTER = 0.1

Settings = dict[str, Any]
Queue = Iterator[tuple[type[Learner], Settings]]


@dataclass
class _Trial:
    """A candidate in the making: the results of its folds so far."""

    name: str
    learner: type[Learner]
    settings: Settings
    results: list[Parcel] = field(default_factory=list)
    failed: bool = False


@dataclass
class Bench:
    """Where candidates are tried.

    Attributes:
        judge: scores a candidate.
        begun: how many were tried, with those that failed.
        done: those that were fitted, in the order of trying.
        probed: the result of the very first unit, where that was worked on before (`settle`).
        reserve: seconds to keep of a search's time, from those that were fitted, from best to worst.
    """

    work: Folds
    judge: Callable[[Candidate], Candidate]
    clock: Reporter
    executor: Executor
    seed: int
    threads: int
    failures: Failures = field(default_factory=Failures)
    begun: int = 0
    done: list[Candidate] = field(default_factory=list)
    probed: Parcel | None = None
    reserve: Callable[[Sequence[Candidate]], float] = lambda done: 0.0  # noqa: ARG005 - as those that keep some

    def spend(self, waiting: Queue, until: float, most: int, each: float | None = None) -> tuple[list[Candidate], int]:
        """Try at most `most` of those waiting, until the monotonic second `until`, each for at most `each` seconds.

        The candidates that were fitted, and how many were tried. While nothing is done, time does not end it.
        """
        trials: list[_Trial] = []
        given: deque[_Trial] = deque()
        found: list[Candidate] = []
        before = list(self.done)

        def items() -> Iterator[Item]:
            for learner, settings in waiting:
                left = until - monotonic() - self.reserve(ranked(self.done, self.clock.objective))
                hope = before or any(not trial.failed for trial in trials)
                if len(trials) >= most or (hope and left < _LEAST_SECONDS):
                    return
                fair = self._share(learner, left, most, each, first=not hope)
                width = min(self.executor.width, len(self.work.folds))
                # The last stretch is not worth a fit that is cut off.
                if self.done and fair * width < 0.15 * max(candidate.seconds for candidate in self.done):
                    return
                trial = _Trial(f"{learner.algorithm}-{self.begun + 1}", learner, settings)
                trials.append(trial)
                number, self.begun = self.begun, self.begun + 1
                if self.failures.hopeless(learner.algorithm):
                    trial.failed = True
                    continue
                known = [] if self.probed is None else [self.probed]
                self.probed, trial.results = None, known
                seed, skipped = self.seed + 1000 * number, len(known)
                for item in self.work.items(learner, settings, seed, monotonic() + fair, self.executor.width, skipped):
                    if trial.failed:
                        break
                    given.append(trial)
                    yield item
                if skipped == len(self.work.folds):
                    self._finish(trial, found, most - len(trials))

        for result in self.executor.map(self.work, items(), self.clock.beat):
            trial = given.popleft()
            why = failure(result)
            if trial.failed:
                continue
            if why is not None:
                trial.failed = True
                self.failures.note(trial.learner.algorithm, why)
                continue
            trial.results.append(result)
            if len(trial.results) == len(self.work.folds):
                self._finish(trial, found, most - len(trials))
        return found, len(trials)

    def _share(self, learner: type[Learner], left: float, most: int, each: float | None, *, first: bool) -> float:
        """Seconds that a candidate may take of those left; with one to come it gets all of them."""
        share = 1.0 if most == 1 else (max(_FIRST, learner.share) if first else learner.share)
        fair = max(left * share, min(max(left, _LEAST_SECONDS), 2 * _LEAST_SECONDS))
        return fair if each is None else min(fair, each)

    def _finish(self, trial: _Trial, found: list[Candidate], left: int) -> None:
        self.failures.praise(trial.learner.algorithm)
        gathered = gather(trial.name, trial.learner, trial.settings, self.work.folds, trial.results, self.threads)
        trial.results = []
        candidate = self.judge(gathered)
        found.append(candidate)
        self.done.append(candidate)
        score = candidate.metrics[self.clock.objective]
        self.clock.say(f"Tried {candidate.name}.", self._best(), candidate.name, score if score == score else None)
        # Those to come are expected to take as long as those before.
        mean = sum(each.seconds for each in self.done) / len(self.done)
        self.clock.expect(mean * max(0, left) + _AFTER * self.clock.elapsed)

    def _best(self) -> float | None:
        value = ranked(self.done, self.clock.objective)[0].metrics[self.clock.objective]
        return value if value == value else None

    def some(self) -> list[Candidate]:
        """All that were fitted. Raises LearnersFailed where there is none."""
        if not self.done:
            raise self.failures.total()
        return self.done


def fixed(found: Sequence[tuple[type[Learner], Settings]]) -> Queue:
    """Those, one after the other."""
    return iter(found)
