"""The analysis report of a forecast model, from its back-test."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from sealcanvas.ml.analysis.backtest import BacktestRows
from sealcanvas.ml.analysis.interval import intervals
from sealcanvas.ml.analysis.report import head, scores
from sealcanvas.ml.metrics import score_series

if TYPE_CHECKING:
    from sealcanvas.ml.series import SeriesModel

Array = Any  # numpy.ndarray

_MOST_ITEMS = 50
_MOST_CHARTS = 6
_MOST_PERIODS = 400


def analyze_series(model: "SeriesModel", seconds: float, latency: float, beat: Callable[[], None]) -> dict[str, Any]:
    """docs/analysis.md, but for `quality`; arguments as those of `tabular.analyze`."""
    tested = BacktestRows.of(model)
    values = {name: score.value for name, score in model.metrics.items()}

    def score(units: Array) -> dict[str, float]:
        return score_series(tested.errors(tested.rows_of(units)))

    drawn = intervals(score, tested.series, values, model.seed, 0.8 * seconds, beat)
    return {
        **head("TimeSeriesForecasting", model.config.target, model),
        "classes": [],
        "rows": len(tested.truth),
        "folds": len(tested.windows),
        **scores(model, drawn),
        "inference_latency_seconds": latency,
        "forecast": {
            "horizon": model.config.horizon,
            "frequency": model.config.frequency,
            "season": model.season,
            "quantiles": list(model.config.quantiles),
            "series": len(model.panel),
            "known_ahead": list(model.panel.layout.known),
            "windows": [_window(tested, number) for number in tested.windows],
            "steps": [_step(tested, number) for number in np.unique(tested.step)],
            "coverage": _coverage(model, tested),
            "items": _items(model),
            "charts": _charts(model, tested),
        },
    }


def _window(tested: BacktestRows, number: int) -> dict[str, Any]:
    rows = np.flatnonzero(tested.window == number)
    return {
        "window": number,
        "start": str(tested.time[rows].min()),
        "end": str(tested.time[rows].max()),
        "series": len(np.unique(tested.owner[rows])),
        "metrics": score_series(tested.errors(rows)),
        "baseline": score_series(tested.naive(rows)),
        "coverage": tested.coverage(rows),
    }


def _step(tested: BacktestRows, number: int) -> dict[str, Any]:
    rows = np.flatnonzero(tested.step == number)
    return {
        "step": int(number),
        "WAPE": score_series(tested.errors(rows))["WAPE"],
        "baseline_WAPE": score_series(tested.naive(rows))["WAPE"],
        "coverage": tested.coverage(rows),
        "rows": len(rows),
    }


def _coverage(model: "SeriesModel", tested: BacktestRows) -> dict[str, Any]:
    levels = model.config.levels
    below = (tested.truth[:, None] <= tested.quantiles).mean(axis=0)
    return {
        "nominal": float(levels[-1] - levels[0]),
        "measured": model.coverage,
        "quantiles": dict(zip(model.config.quantiles, below.tolist(), strict=True)),
    }


def _ranked(model: "SeriesModel") -> Array:
    """Places in `item_metrics`, the worst by the objective first, those without a value last."""
    values = model.item_metrics[model.objective.name].to_numpy()
    return np.argsort(np.where(np.isnan(values), -np.inf, values), kind="stable")[::-1]


def _items(model: "SeriesModel") -> dict[str, Any]:
    order = _ranked(model)
    worst = order[:_MOST_ITEMS]
    best = order[max(len(worst), len(order) - _MOST_ITEMS) :][::-1]
    rows = model.item_metrics
    return {
        "worst": rows.take(worst).to_pylist(),
        "best": rows.take(best).to_pylist(),
        "left_out": len(order) - len(worst) - len(best),
    }


def _charts(model: "SeriesModel", tested: BacktestRows) -> list[dict[str, Any]]:
    """Of series at equal distances between the worst and the best."""
    order = _ranked(model)
    chosen = order[np.unique(np.linspace(0, len(order) - 1, _MOST_CHARTS).astype(np.int64))]
    keys = model.item_metrics.select(list(model.config.keys)).take(chosen).to_pylist()
    charts = []
    for each in keys:
        rows = np.flatnonzero(tested.owner == tested.names.index(tuple(each.values())))
        rows = rows[np.argsort(tested.time[rows], kind="stable")][-_MOST_PERIODS:]
        quantiles = {name: tested.quantiles[rows, at].tolist() for at, name in enumerate(model.config.quantiles)}
        charts.append(
            {
                "keys": each,
                "time": [str(moment) for moment in tested.time[rows]],
                "actual": tested.truth[rows].tolist(),
                "baseline": tested.baseline[rows].tolist(),
                "quantiles": quantiles,
            }
        )
    return charts
