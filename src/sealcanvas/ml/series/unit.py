"""The unit of forecasting: one forecaster over a chunk of the series, in one back-test window or over all the data."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self

import numpy as np

from sealcanvas.ml.executor import Limits, Parcel, Work
from sealcanvas.ml.series.config import SeriesConfig
from sealcanvas.ml.series.contain import Beat, contained
from sealcanvas.ml.series.data.panel import Panel
from sealcanvas.ml.series.models.base import Forecaster, OutOfTime, Task, forecaster

Array = Any  # numpy.ndarray

OUT_OF_TIME, NOT_FINITE = "out of time", "not finite"
"""Stand for an error's type where a forecaster is late in the end, or answers numbers that are none."""

# Chunks a worker: enough that nobody waits long for the last one.
_CHUNKS = 4


@dataclass(frozen=True)
class Chunk:
    """Series `start` to `stop` of the panel without its last `periods`, of those that keep `least` values."""

    periods: int
    least: int
    start: int
    stop: int


@dataclass(frozen=True)
class Forecasts(Work):
    """The panel, and the settings that all forecasters share."""

    name = "forecast"

    panel: Panel
    config: SeriesConfig
    season: int
    seed: int

    def pack(self) -> Parcel:
        """The panel as arrays, its names and clock as JSON."""
        described, arrays = self.panel.state()
        info = {"panel": described, "config": self.config.to_dict(), "season": self.season, "seed": self.seed}
        return Parcel(info, arrays)

    @classmethod
    def unpack(cls, parcel: Parcel) -> Self:
        """The inverse of `pack`."""
        info = parcel.info
        config = SeriesConfig.from_dict(info["config"])
        return cls(Panel.load(info["panel"], parcel.arrays, config.frequency), config, info["season"], info["seed"])

    def run(self, item: Parcel, limits: Limits) -> Parcel:
        """The forecasts [series, horizon] and, of the whole panel's, the fitted state.

        `late` where time was short; `failed`: the name of the error's type where the forecaster raised.
        """
        info = item.info
        panel = self._part(Chunk(**info["chunk"]))

        def work(beat: Beat) -> Parcel:
            task = Task(self.config, self.season, self.seed, limits.threads, limits.deadline, beat)
            return _forecast(forecaster(info["algorithm"]), panel, task, info["cut"])

        found, failed = contained(work, limits.beat)
        return found or Parcel({"late": False, "failed": failed})

    def _part(self, chunk: Chunk) -> Panel:
        panel = self.panel.cut(chunk.periods, chunk.least)[0] if chunk.periods else self.panel
        return panel if (chunk.start, chunk.stop) == (0, len(panel)) else panel.part(chunk.start, chunk.stop)


def _forecast(kind: type[Forecaster], panel: Panel, task: Task, cut: bool) -> Parcel:
    try:
        fitted = kind.fit(panel, task)
        point = fitted.forecast(panel, task if cut else task.unbounded())
    except OutOfTime:
        return Parcel({"late": True, "failed": ""})
    if not np.isfinite(point).all():
        return Parcel({"late": False, "failed": NOT_FINITE})
    described, text = ({}, "") if cut else fitted.store()
    return Parcel({"late": False, "failed": "", "model": described}, {"point": point}, text)


def chunks(kind: type[Forecaster], count: int, width: int, periods: int = 0, least: int = 0) -> Iterator[Chunk]:
    """`count` series in parts for `width` workers, whole for a forecaster that learns from all series at once."""
    parts = min(count, _CHUNKS * width) if kind.alone and width > 1 else 1
    edges = np.linspace(0, count, parts + 1).astype(int).tolist()
    for start, stop in pairwise(edges):
        yield Chunk(periods, least, start, stop)


def parcel(kind: type[Forecaster], chunk: Chunk, *, cut: bool) -> Parcel:
    """What a unit is asked; `cut`: a back-test, which the deadline may end and whose state nobody needs."""
    return Parcel({"algorithm": kind.algorithm, "chunk": vars(chunk), "cut": cut})
