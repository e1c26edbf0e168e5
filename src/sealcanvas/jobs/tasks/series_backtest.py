"""A predictor's back-test as rows: what was forecast for each period of each window, and how well, series by series."""

from collections import defaultdict
from typing import Any

from sealcanvas.jobs.tasks.series_predict import stamps
from sealcanvas.jobs.tasks.series_tables import Rows

# Developer Guide, "Exporting accuracy metrics": metrics that are not numbers are written so.
_UNDEFINED = "not defined"
_SPAN = ("backtestwindow_start_time", "backtestwindow_end_time")
_METRICS = ("RMSE", "WAPE", "MASE", "MAPE")


def value_rows(model: Any, columns: list[str]) -> Rows:
    """item_id, further keys, timestamp, target_value, the window's first and last period, a column a forecast type."""
    backtest, config = model.backtest, model.config
    columns = [name for name in columns if name in backtest.column_names]
    names = [
        *config.keys,
        "timestamp",
        "target_value",
        "backtestwindow_start_time",
        "backtestwindow_end_time",
        *columns,
    ]
    spans = _spans(backtest, config.timestamp)
    keys = zip(*(backtest[name].to_pylist() for name in config.keys), strict=True)
    values = zip(*(backtest[name].to_pylist() for name in ("actual", *columns)), strict=True)
    windows = backtest["window"].to_pylist()
    rows = [
        [*key, f"{moment}Z", actual, *spans[window], *forecasts]
        for key, moment, window, (actual, *forecasts) in zip(
            keys, stamps(backtest[config.timestamp]), windows, values, strict=True
        )
    ]
    return Rows(names, rows)


def metric_rows(model: Any) -> Rows:
    """item_id, further keys, backtest_window (Computed, or Summary over all windows), its span, and the metrics."""
    config = model.config
    losses = [f"wQL[{level:g}]" for level in config.levels]
    names = [*config.keys, "backtest_window", *_SPAN, *losses, "AverageWQL", *_METRICS]
    spans = _spans(model.backtest, config.timestamp)
    scales = dict(zip(model.panel.names, model.panel.scales(model.season), strict=True))
    by_key: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, key in enumerate(zip(*(model.backtest[name].to_pylist() for name in config.keys), strict=True)):
        by_key[key].append(place)
    windows = model.backtest["window"].to_pylist()
    rows = []
    for key, places in by_key.items():
        by_window: dict[int, list[int]] = defaultdict(list)
        for place in places:
            by_window[windows[place]].append(place)
        for window, part in sorted(by_window.items()):
            rows.append([*key, "Computed", *spans[window], *_metrics(model, part, scales[key])])
        ends = [spans[window] for window in by_window]
        whole = (min(start for start, _ in ends), max(end for _, end in ends))
        rows.append([*key, "Summary", *whole, *_metrics(model, places, scales[key])])
    return Rows(names, rows, missing=_UNDEFINED)


def _spans(backtest: Any, timestamp: str) -> dict[int, tuple[str, str]]:
    """The first and the last period of each window, over all series."""
    spans: dict[int, tuple[str, str]] = {}
    for window, moment in zip(backtest["window"].to_pylist(), stamps(backtest[timestamp]), strict=True):
        start, end = spans.get(window, (moment, moment))
        spans[window] = (min(start, moment), max(end, moment))
    return spans


def _metrics(model: Any, places: list[int], scale: float) -> list[Any]:
    """The metrics of one series' rows: a loss for each quantile, their mean, then the error metrics."""
    import math

    import numpy as np

    from sealcanvas.ml.metrics import Errors, score_series
    from sealcanvas.ml.metrics.series import weighted_quantile_losses

    rows = model.backtest.take(places)
    quantiles = np.column_stack([rows[name].to_numpy() for name in model.config.quantiles])
    errors = Errors(
        truth=rows["actual"].to_numpy()[None, :],
        quantiles=quantiles[None, :, :],
        levels=np.array(model.config.levels),
        point=rows["p50"].to_numpy()[None, :],
        scale=np.array([scale]),
    )
    losses = list(weighted_quantile_losses(errors).values())
    scores = score_series(errors)
    found = [*losses, sum(losses) / len(losses), *(scores.get(name) for name in _METRICS)]
    return [value if value is not None and math.isfinite(value) else None for value in found]
