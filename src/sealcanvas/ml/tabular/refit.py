"""Members that answer sooner: a model or two of all rows instead of the folds' models, where those are many to ask."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import monotonic

from sealcanvas.ml.executor import Executor, Item
from sealcanvas.ml.progress import Reporter
from sealcanvas.ml.tabular.candidate import Candidate
from sealcanvas.ml.tabular.fold import FoldModel
from sealcanvas.ml.tabular.unit import Folds, failure, fitted

# Microseconds that asking a model for a row costs, and each megabyte of it adds, as measured over all learners.
_ASKED, _MEGABYTE = 1.0, 5.0
# Microseconds a row that a member may cost without being refitted, and up to which more models make it steadier.
_CHEAP, _FREE = 12.0, 20.0
_MOST = 2
# A model learns from all rows, not from four fifths of them.
_LONGER = 1.3
_SEED = 900_000
# Members of an ensemble, as a rule, and what they take of what they may.
_FEW, _SHARE = 4, 0.7


@dataclass(frozen=True)
class Refit:
    """Who fits a build's members again, and on what."""

    work: Folds
    executor: Executor
    clock: Reporter
    seed: int
    threads: int

    def reserve(self, done: Sequence[Candidate]) -> float:
        """Seconds to keep for it while candidates are tried: what the best few take; `done` from best to worst."""
        return _SHARE * sum(seconds(each) * _wanted(each.models) for each in done[:_FEW])

    def models(self, members: Sequence[Candidate], deadline: float) -> dict[str, list[FoldModel]]:
        """The models to answer with, by the member's name: those of its folds where time or trouble leaves no others.

        `deadline`: monotonic seconds.
        """
        asked: list[Candidate] = []

        def items() -> Iterator[Item]:
            for member in sorted(members, key=lambda each: -cost(each.models)):
                settled = FoldModel.settled(member.models)
                for number in range(_wanted(member.models)):
                    if settled is None or monotonic() + seconds(member) > deadline:
                        break
                    more, factor = settled
                    asked.append(member)
                    seed = self.seed + _SEED + 1000 * len(asked) + number
                    yield self.work.whole(member.learner, member.settings | more, factor, seed, deadline)

        found: dict[str, list[FoldModel]] = {}
        for place, result in enumerate(self.executor.map(self.work, items(), self.clock.beat)):
            if failure(result) is None:
                member = asked[place]
                found.setdefault(member.name, []).append(fitted(member.learner, result, self.threads))
        return {member.name: found.get(member.name, member.models) for member in members}


def cost(models: Sequence[FoldModel]) -> float:
    """About how many microseconds of one core a row costs that they all answer: by their size, which a seed repeats."""
    stored = [each.store() for each in models]
    size = sum(len(each.text) + sum(int(part.nbytes) for part in each.arrays.values()) for each in stored)
    return _ASKED * len(stored) + _MEGABYTE * size / 1e6


def answering(models: Sequence[FoldModel]) -> float:
    """About how many microseconds a row costs a member of these folds' models, refitted or not."""
    whole, wanted = cost(models), _wanted(models)
    return whole * wanted / len(models) if wanted else whole


def seconds(member: Candidate) -> float:
    """About how long one model of all rows takes to fit, with room to spare."""
    return _LONGER * member.seconds / len(member.models)


def _wanted(models: Sequence[FoldModel]) -> int:
    """How many models of all rows are to answer instead of these; 0: these are the better choice."""
    whole = cost(models)
    if len(models) > 1 and whole <= _CHEAP:
        return 0
    return int(min(_MOST, max(1, _FREE * len(models) // whole)))
