"""Trains a forecast model on a dataset's rows; keeps the model and its report card in Forecast's sealed store."""

import io
import json
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.context import finite
from sealcanvas.jobs.task import task
from sealcanvas.jobs.tasks.series_store import read_store, write_store

if TYPE_CHECKING:
    from sealcanvas.jobs.context import TaskContext
    from sealcanvas.ml.progress import Progress
    from sealcanvas.ml.series import SeriesModel


@task("series_train")
def run(context: "TaskContext") -> dict[str, Any]:
    """Payload: series (a store file), config (SeriesConfig), quick, budget_seconds, objective, outputs."""
    from pyarrow import parquet

    from sealcanvas.ml.bundle import pack
    from sealcanvas.ml.series import SeriesConfig, train

    payload = context.payload
    context.progress("Starting", 0.0)
    table = parquet.read_table(io.BytesIO(read_store(context, payload["series"])))

    def tell(progress: "Progress") -> None:
        context.progress(progress.phase, progress.fraction, best=progress.best, message=progress.message)

    model = train(
        table,
        SeriesConfig.from_dict(payload["config"]),
        budget_seconds=payload["budget_seconds"],
        threads=context.threads,
        quick=payload["quick"],
        objective=payload["objective"],
        progress=tell,
    )
    lineage = {"predictor": context.arn, "series": payload["series"]["file_id"]}
    write_store(context, payload["outputs"]["model"], pack(model.to_bundle(), lineage))
    report = json.dumps(finite(_report(model)), ensure_ascii=False).encode()
    write_store(context, payload["outputs"]["report"], report)
    return {"items": len(model.panel)}


def _report(model: "SeriesModel") -> dict[str, Any]:
    horizon = model.config.horizon
    numbers = sorted(set(model.backtest["window"].to_pylist()))
    return {
        "objective": model.objective.to_dict(),
        "metrics": [score.to_dict() for score in model.metrics.values()],
        "leaderboard": [row.to_dict() for row in model.leaderboard],
        "column_impact": model.column_impact,
        "coverage": model.coverage,
        "warnings": model.warnings,
        "items": len(model.panel),
        "windows": [_window(model, number, horizon * number) for number in numbers],
        "summary": {
            "items": len(set(_keys(model, model.backtest))),
            "metrics": {name: score.value for name, score in model.metrics.items()},
            "losses": _losses(model, model.backtest),
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
    errors = _errors(model, rows)
    known = Errors(errors.truth, errors.quantiles, errors.levels, errors.point, np.array([scales[key] for key in keys]))
    moments = rows[model.config.timestamp].to_numpy().astype("datetime64[s]")
    return {
        "start": str(moments.min()),
        "end": str(moments.max()),
        "items": len(set(keys)),
        "metrics": score_series(known),
        "losses": _losses(model, rows),
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
