"""A predictor's report card: its scores beside the naive baseline, its leaderboard, and each back-test window."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sealcanvas.ml.series import SeriesModel

_ERRORS = ("WAPE", "RMSE", "MASE", "MAPE")


def report_of(model: "SeriesModel", warnings: list[str]) -> dict[str, Any]:
    """The report as JSON, with `warnings` before the model's own."""
    horizon = model.config.horizon
    numbers = sorted(set(model.backtest["window"].to_pylist()))
    windows = [_window(model, number, horizon * number) for number in numbers]
    return {
        "objective": model.objective.to_dict(),
        "metrics": [score.to_dict() for score in model.metrics.values()],
        "leaderboard": [row.to_dict() for row in model.leaderboard],
        "column_impact": model.column_impact,
        "coverage": model.coverage,
        "warnings": [*warnings, *model.warnings],
        "items": len(model.panel),
        "windows": windows,
        "summary": {
            "items": len(set(_keys(model, model.backtest))),
            "metrics": {name: score.value for name, score in model.metrics.items()},
            "losses": _losses(model, model.backtest),
            "errors": _mean_errors([window["errors"] for window in windows]),
        },
    }


def _window(model: "SeriesModel", number: int, held_out: int) -> dict[str, Any]:
    """One back-test window; its scale for MASE is that of the series without what was held out."""
    import numpy as np
    import pyarrow.compute as pc

    from sealcanvas.ml.metrics import Errors, score_series

    rows = model.backtest.filter(pc.equal(model.backtest["window"], number))
    cut, _ = model.panel.cut(held_out, 1)
    scales = dict(zip(cut.names, cut.scales(model.season), strict=True))
    keys = _keys(model, rows)
    whole = _errors(model, rows)
    scale = np.array([scales[key] for key in keys])

    def scores(point: str) -> dict[str, float]:
        """With a column of the forecast as what was expected."""
        values = rows[point].to_numpy()[:, None]
        return score_series(Errors(whole.truth, whole.quantiles, whole.levels, values, scale))

    columns = [*model.config.quantiles, "mean"]
    moments = rows[model.config.timestamp].to_numpy().astype("datetime64[s]")
    return {
        "start": str(moments.min()),
        "end": str(moments.max()),
        "items": len(set(keys)),
        "metrics": scores("p50"),
        "losses": _losses(model, rows),
        "errors": {name: _only(scores(name)) for name in columns},
    }


def _only(scores: dict[str, float]) -> dict[str, float]:
    return {error: scores[error] for error in _ERRORS}


def _mean_errors(windows: list[dict[str, dict[str, float]]]) -> dict[str, dict[str, float]]:
    """The mean over the windows, of each error by forecast type."""
    return {
        name: {error: sum(window[name][error] for window in windows) / len(windows) for error in _ERRORS}
        for name in windows[0]
    }


def _losses(model: "SeriesModel", rows: Any) -> dict[str, float]:
    from sealcanvas.ml.metrics.series import weighted_quantile_losses

    found = weighted_quantile_losses(_errors(model, rows))
    return dict(zip(model.config.quantiles, found.values(), strict=True))


def _errors(model: "SeriesModel", rows: Any) -> Any:
    """Each row as a series of one period."""
    import numpy as np

    from sealcanvas.ml.metrics import Errors

    quantiles = np.column_stack([rows[name].to_numpy() for name in model.config.quantiles])[:, None, :]
    return Errors(
        truth=rows["actual"].to_numpy()[:, None],
        quantiles=quantiles,
        levels=np.array(model.config.levels),
        point=rows["p50"].to_numpy()[:, None],
        scale=np.ones(rows.num_rows),
    )


def _keys(model: "SeriesModel", rows: Any) -> list[tuple[str, ...]]:
    return list(zip(*(rows[name].to_pylist() for name in model.config.keys), strict=True))
