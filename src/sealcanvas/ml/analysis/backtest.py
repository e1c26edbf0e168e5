"""A model's back-test as arrays: one row for each series, window and period."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sealcanvas.ml.metrics import Errors

if TYPE_CHECKING:
    from sealcanvas.ml.series import SeriesModel

Array = Any  # numpy.ndarray


@dataclass(frozen=True)
class BacktestRows:
    """What was forecast, and what came.

    Attributes:
        names: the keys of each judged series; owner: the place in `names` of each row, [rows].
        window: 1 is the latest, [rows]. step: periods ahead, from 1, [rows].
        time: datetime64, [rows]. truth, point, baseline, scale: [rows]. quantiles: [rows, levels].
    """

    names: list[tuple[str, ...]]
    owner: Array
    window: Array
    step: Array
    time: Array
    truth: Array
    point: Array
    baseline: Array
    scale: Array
    quantiles: Array
    levels: Array

    @classmethod
    def of(cls, model: "SeriesModel") -> "BacktestRows":
        """From the stored tables; the scale of MASE is that of the series before each window."""
        table, config = model.backtest, model.config
        keys = list(zip(*(table[name].to_pylist() for name in config.keys), strict=True))
        names = list(dict.fromkeys(keys))
        places = {name: place for place, name in enumerate(names)}
        owner = np.array([places[key] for key in keys])
        window = table["window"].to_numpy()
        time = table[config.timestamp].to_numpy().astype("datetime64[us]")
        ends = dict(zip(model.panel.names, model.panel.ends, strict=True))
        begin = np.array([ends[name] for name in names])[owner] - config.horizon * window
        return cls(
            names=names,
            owner=owner,
            window=window,
            step=model.panel.clock.periods(time) - begin,
            time=time.astype("datetime64[s]"),
            truth=table["actual"].to_numpy(),
            point=table["mean"].to_numpy(),
            baseline=table["baseline"].to_numpy(),
            scale=_scales(model, keys, window),
            quantiles=np.column_stack([table[name].to_numpy() for name in config.quantiles]),
            levels=np.array(config.levels),
        )

    @property
    def series(self) -> int:
        """How many series were judged."""
        return len(self.names)

    @property
    def windows(self) -> list[int]:
        """Their numbers, the latest first."""
        return [int(number) for number in np.unique(self.window)]

    def rows_of(self, series: Array) -> Array:
        """The rows of some series, each as often as it is named."""
        order = np.argsort(self.owner, kind="stable")
        starts = np.searchsorted(self.owner[order], np.arange(self.series + 1))
        return np.concatenate([order[starts[each] : starts[each + 1]] for each in series])

    def errors(self, rows: Array) -> Errors:
        """Some rows, each as a series of one period."""
        return self._errors(rows, self.point, self.quantiles)

    def naive(self, rows: Array) -> Errors:
        """The same of the baseline, which has one value for all quantiles."""
        return self._errors(rows, self.baseline, np.repeat(self.baseline[:, None], len(self.levels), axis=1))

    def coverage(self, rows: Array) -> float:
        """Share of the actual values within the outer quantiles."""
        inside = (self.truth >= self.quantiles[:, 0]) & (self.truth <= self.quantiles[:, -1])
        return float(inside[rows].mean())

    def _errors(self, rows: Array, point: Array, quantiles: Array) -> Errors:
        return Errors(
            self.truth[rows][:, None],
            quantiles[rows][:, None, :],
            self.levels,
            point[rows][:, None],
            self.scale[rows],
        )


def _scales(model: "SeriesModel", keys: list[tuple[str, ...]], window: Array) -> Array:
    scale = np.ones(len(keys))
    for number in np.unique(window):
        cut, _ = model.panel.cut(model.config.horizon * int(number), 1)
        known = dict(zip(cut.names, cut.scales(model.season), strict=True))
        for row in np.flatnonzero(window == number):
            scale[row] = known[keys[row]]
    return scale
