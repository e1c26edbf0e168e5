"""Forecasts with a trained model; keeps the quantiles of every series in Forecast's sealed store."""

import io
import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.task import task
from sealcanvas.jobs.tasks.series_store import read_store, write_store

if TYPE_CHECKING:
    from sealcanvas.jobs.context import TaskContext


@task("series_predict")
def run(context: "TaskContext") -> dict[str, Any]:
    """Payload: model (a store file), history (a store file, or None for the training data), quantiles, outputs."""
    from pyarrow import parquet

    from sealcanvas.ml.bundle import unpack
    from sealcanvas.ml.series import SeriesModel

    payload = context.payload
    context.progress("Forecasting", 0.0)
    model = SeriesModel.from_bundle(unpack(read_store(context, payload["model"])), context.threads)
    history = None
    if payload["history"] is not None:
        history = parquet.read_table(io.BytesIO(read_store(context, payload["history"])))
    context.progress("Forecasting", 0.2)
    table = model.predict(history)
    context.progress("Forecasting", 0.9)
    moments = table[model.config.timestamp].to_numpy().astype("datetime64[s]").astype(str).tolist()
    keys = zip(*(table[name].to_pylist() for name in model.config.keys), strict=True)
    values = {name: table[name].to_pylist() for name in payload["quantiles"]}
    series = []
    for key, rows in groupby(enumerate(keys), lambda row: row[1]):
        places = [place for place, _ in rows]
        one: dict[str, Any] = {"key": list(key), "timestamps": [moments[place] for place in places]}
        series.append(one | {name: [column[place] for place in places] for name, column in values.items()})
    content = {"keys": list(model.config.keys), "quantiles": payload["quantiles"], "series": series}
    data = json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
    write_store(context, payload["outputs"]["forecast"], data)
    return {"items": len(series), "rows": table.num_rows}
