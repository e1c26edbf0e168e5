"""How many of the folds a build can afford, found out by fitting the first of them."""

from time import monotonic

from sealcanvas.ml.executor import Executor, Parcel
from sealcanvas.ml.progress import Reporter
from sealcanvas.ml.tabular.models.base import Learner
from sealcanvas.ml.tabular.trial import Settings
from sealcanvas.ml.tabular.unit import Folds, failure

# How many times the first candidate's work the time should hold: those after it are slower.
_CANDIDATES = 5
# A first model must be there soon, however large the data.
_SHARE, _SECONDS = 0.2, 4.0


def settle(
    work: Folds,
    learner: type[Learner],
    settings: Settings,
    seed: int,
    seconds: float,
    executor: Executor,
    clock: Reporter,
) -> tuple[int, Parcel | None]:
    """Of the folds the number to use, and the result of the first one (None where its learner failed).

    All where `seconds` hold `_CANDIDATES` candidates like the first; else fewer, of which each still learns from all
    rows but its own: 1 is a holdout.
    """
    began = monotonic()
    cap = max(_SHARE * seconds, min(_SECONDS, 0.35 * seconds))
    item = next(work.items(learner, settings, seed, began + cap * len(work.folds), 1))
    results = list(executor.map(work, iter([item]), clock.beat))
    if not results or failure(results[0]) is not None:
        return len(work.folds), None
    spent = max(monotonic() - began, 1e-3)
    left = seconds - spent
    folds = left * executor.width / (_CANDIDATES * spent)
    return max(1, min(len(work.folds), int(folds))), results[0]
