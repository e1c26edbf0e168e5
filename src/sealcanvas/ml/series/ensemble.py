"""From a back-test to an ensemble: weighed, judged, fitted, and again without whoever could not be fitted."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sealcanvas.ml.progress import Reporter
from sealcanvas.ml.series.contain import nothing_left
from sealcanvas.ml.series.fitting import Fitting
from sealcanvas.ml.series.judging.backtest import Backtest
from sealcanvas.ml.series.judging.report import Judge
from sealcanvas.ml.series.judging.weights import weigh
from sealcanvas.ml.series.member import Member

Array = Any  # numpy.ndarray


@dataclass(frozen=True)
class Ensemble:
    """`weights` of `tested`'s trials, [trials, judged series]; `mixed`: their mean in the back-test, with its figures.

    `members`: the fitted trials with a weight; `points`: what each says, [members, series, horizon]; `shares`: how much
    each weighs for each judged series, [members, judged series].
    """

    tested: Backtest
    weights: Array
    mixed: Array
    scores: dict[str, float]
    quantiles: Array
    members: list[Member]
    points: Array
    shares: Array


def settle(
    tested: Backtest, base: Backtest, judged: Judge, fitting: Fitting, clock: Reporter, objective: str
) -> Ensemble:
    """The ensemble of the trials that can be fitted to all the data; of `base`, the naive one, if none can.

    Raises:
        BadSeries: nothing is left.
    """
    while True:
        shares = weigh(tested)
        weights = shares.mean(axis=1)
        mixed = np.einsum("ms,mwsh->wsh", shares, np.stack([one.point for one in tested.trials]))
        scores, quantiles = judged.score(mixed)
        clock.say("Combined the forecasters.", scores[objective])
        clock.enter("TrainingModels", "Fitting to all the data.")
        failed = fitting.fit(tested, weights)
        if not failed:
            break
        # Without those that raised the others weigh more, and others may be worth something.
        tested = tested.without(failed)
        if not tested.trials:
            if {one.forecaster.algorithm for one in base.trials} <= set(tested.failed):
                raise nothing_left(tested.failed)
            tested = replace(base, skipped=tested.skipped, failed=tested.failed)
    pairs = [(one, float(weight)) for one, weight in zip(tested.trials, weights, strict=True) if weight > 0]
    fitted = [(fitting.of(trial.forecaster.algorithm), weight) for trial, weight in pairs]
    members = [Member(one.forecaster, weight) for one, weight in fitted]
    points = np.array([one.point for one, _ in fitted])
    return Ensemble(tested, shares, mixed, scores, quantiles, members, points, shares[weights > 0])
