"""Which candidates make up the model: few, not too large, with the weights of the greedy ensemble."""

from collections.abc import Callable, Sequence
from typing import Any

from sealcanvas.ml.tabular.candidate import Candidate
from sealcanvas.ml.tabular.ensemble import select
from sealcanvas.ml.tabular.refit import answering

Array = Any  # numpy.ndarray

# A member of less weight costs every prediction its time and moves none.
_LEAST_WEIGHT = 0.05
_BEST = 10
_MOST_BYTES = 50_000_000


def choose(
    loss: str,
    truth: Array,
    candidates: Sequence[Candidate],
    weight: Array | None,
    seed: int,
    beat: Callable[[], None],
    deadline: float = float("inf"),
) -> list[tuple[Candidate, float]]:
    """Members with their weights, adding up to 1; `candidates` from best to worst, else as in `ensemble.select`."""
    left = promising(candidates)
    while True:
        predicted, costs = [each.predicted for each in left], [answering(each.models) for each in left]
        weights = select(loss, truth, predicted, weight, seed, beat, deadline, costs)
        members = [(each, float(share)) for each, share in zip(left, weights, strict=True) if share]
        kept = [each for each, share in members if share >= _LEAST_WEIGHT] or [members[0][0]]
        if len(kept) == len(members):
            sizes = {each.name: size(each) for each in kept}
            if sum(sizes.values()) <= _MOST_BYTES or len(kept) == 1:
                return members
            # The one that costs most for what it weighs.
            worst = max(members, key=lambda member: sizes[member[0].name] / member[1])[0]
            kept = [each for each in kept if each is not worst]
        left = kept


def promising(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best few, and the best of each learner: each one looked at costs time at every step of the selection."""
    seen: set[str] = set()
    found = []
    for place, candidate in enumerate(candidates):
        if place < _BEST or candidate.learner.algorithm not in seen:
            found.append(candidate)
        seen.add(candidate.learner.algorithm)
    return found


def size(candidate: Candidate) -> int:
    """Bytes of its fitted models, as they are stored."""
    stored = [model.store() for model in candidate.models]
    return sum(len(each.text) + sum(array.nbytes for array in each.arrays.values()) for each in stored)
