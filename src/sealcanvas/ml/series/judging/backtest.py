"""Rolling back-test: what each forecaster would have said of the last periods."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Any, Self

import numpy as np

from sealcanvas.ml.executor import Executor, Item, fair_share
from sealcanvas.ml.progress import Reporter
from sealcanvas.ml.series.contain import contained
from sealcanvas.ml.series.models.base import Forecaster, Task
from sealcanvas.ml.series.unit import Chunk, Forecasts, chunks, parcel

Array = Any  # numpy.ndarray

# Residuals that intervals are to rest on, and the windows that may be spent on them.
_RESIDUALS = 150
_MOST_WINDOWS = 5
_LEAST_HISTORY = 8
# Share of the time left that one forecaster may take in all, so that the others get their turn.
_SHARE = 0.6
# Share of a global forecaster's time that grows with the number of series.
_GLOBAL = 0.2


@dataclass(frozen=True)
class Trial:
    """A forecaster that finished: expected values [windows, series, horizon] and seconds."""

    forecaster: type[Forecaster]
    point: Array
    seconds: float


@dataclass(frozen=True)
class Backtest:
    """`series`: positions of the judged series; `truth` as the trials' points; `scale` [windows, series].

    `skipped`: forecasters that time was too short for; `failed`: those that raised, with the name of the error's type.
    """

    series: Array
    truth: Array
    scale: Array
    trials: list[Trial]
    skipped: list[str]
    failed: dict[str, str] = field(default_factory=dict)

    def without(self, failed: dict[str, str]) -> Self:
        """The trials of the others, and these among the failed ones."""
        trials = [trial for trial in self.trials if trial.forecaster.algorithm not in failed]
        return replace(self, trials=trials, failed=self.failed | failed)


def run(
    work: Forecasts,
    forecasters: Sequence[type[Forecaster]],
    quick: bool,
    task: Task,
    clock: Reporter,
    executor: Executor,
    whole: int,
) -> Backtest:
    """Windows of one horizon each, the latest first; forecasters that would overrun the time are skipped.

    `whole`: how many series the forecasters will be fitted to at the end, at least those of the panel.
    """
    panel = work.panel
    horizon = task.config.horizon
    lengths = panel.lengths
    least = max(_LEAST_HISTORY, min(2 * task.season + 1, 3 * horizon))
    room = max(1, (int(lengths.max()) - least) // horizon)
    enough = int(np.ceil(_RESIDUALS / max(1, (lengths >= least + horizon).sum() * horizon)))
    windows = min(room, _MOST_WINDOWS, max(enough, 1 if quick else 3))
    held = [horizon * (window + 1) for window in range(windows)]
    leasts = [min(least, int(lengths.max()) - periods) for periods in held]
    cuts = [panel.cut(periods, keep) for periods, keep in zip(held, leasts, strict=True)]
    series = np.unique(np.concatenate([kept for _, kept in cuts]))
    shape = (windows, len(series), horizon)
    truth, scale = np.full(shape, np.nan), np.ones(shape[:2])
    for window, (cut, kept) in enumerate(cuts):
        rows = np.searchsorted(series, kept)
        stop = horizon * window
        truth[window, rows] = [panel.values[i][len(panel.values[i]) - stop - horizon :][:horizon] for i in kept]
        scale[window, rows] = cut.scales(task.season)
    trials: list[Trial] = []
    skipped: list[str] = []
    failed: dict[str, str] = {}
    for forecaster in forecasters:
        clock.say(f"Back-testing {forecaster.algorithm}.", candidate=forecaster.algorithm)
        if executor.width == 1:
            # Here, it would be at the expense of whoever comes first; elsewhere helpers load it while they start.
            contained(forecaster.prepare, task.beat)
        began = monotonic()
        # A finished back-test is followed by one more pass, over all series; what learns from all at once learns from
        # a bounded part of them.
        last = whole / len(panel) if forecaster.alone else 1 + (whole / len(panel) - 1) * _GLOBAL
        own = replace(task, deadline=began + max(task.left, 0.0) * _SHARE * windows / (windows + last))
        point = np.full(shape, np.nan)
        parts = [
            (window, np.searchsorted(series, kept[chunk.start : chunk.stop]), chunk)
            for window, (_, kept) in enumerate(cuts)
            for chunk in chunks(forecaster, len(kept), executor.width, held[window], leasts[window])
        ]
        late, raised = _finish(executor, work, forecaster, parts, point, own)
        seconds = monotonic() - began
        if raised:
            failed[forecaster.algorithm] = raised
        elif late:
            skipped.append(forecaster.algorithm)
        if raised or late:
            continue
        trials.append(Trial(forecaster, point, seconds))
        task = replace(task, deadline=task.deadline - last * seconds / windows)
    return Backtest(series, truth, scale, trials, skipped, failed)


def _finish(
    executor: Executor,
    work: Forecasts,
    forecaster: type[Forecaster],
    parts: list[tuple[int, Array, Chunk]],
    point: Array,
    task: Task,
) -> tuple[bool, str]:
    """Fill `point` part by part, which share the time to the task's deadline, until one of them is late or fails.

    Whether one was late, and the name of the error's type of the first one that failed.
    """
    late, failed = False, ""

    def items() -> Iterator[Item]:
        for number, (_, _, chunk) in enumerate(parts):
            if late or failed:
                return
            deadline = fair_share(task.deadline, len(parts) - number, executor.width)
            yield Item(parcel(forecaster, chunk, cut=True), deadline)

    for (window, rows, _), result in zip(parts, executor.map(work, items(), task.beat), strict=False):
        late, failed = late or result.info["late"], failed or result.info["failed"]
        if not late and not failed:
            point[window, rows] = result.arrays["point"]
    return late, failed


def residuals(backtest: Backtest, point: Array) -> Array:
    """(truth - point) / scale, [windows, series, horizon]."""
    return (backtest.truth - point) / backtest.scale[:, :, None]
