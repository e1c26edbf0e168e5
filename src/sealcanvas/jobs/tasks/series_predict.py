"""Forecasts with a trained model; keeps the values of every series in Forecast's sealed store."""

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.task import TaskFailed, task
from sealcanvas.jobs.tasks.series_chart import charts_of
from sealcanvas.jobs.tasks.series_files import Reading, read_rows
from sealcanvas.jobs.tasks.series_rows import read_inputs
from sealcanvas.jobs.tasks.series_select import read_selection
from sealcanvas.jobs.tasks.series_store import read_store, write_store

if TYPE_CHECKING:
    from sealcanvas.jobs.context import TaskContext
    from sealcanvas.ml.series import SeriesModel
    from sealcanvas.ml.series.predicting.what_if import WhatIf


@task("series_predict")
def run(context: "TaskContext") -> dict[str, Any]:
    """Payload: model (a store file), inputs (store files by word, or None for the training data), columns, outputs
    (forecast, items, charts);

    select (None: every series of the target), what_if ({changes, replacements}, or None).
    """
    payload = context.payload
    context.progress("Forecasting", 0.0)
    model = load_model(context, payload["model"])
    tables = read_inputs(context, payload["inputs"], model.config.to_dict())
    selected = read_selection(context, payload["select"])
    changed = _what_if(context, payload["what_if"])
    context.progress("Forecasting", 0.2)
    made = model.forecast(
        tables.get("history"),
        related=tables.get("related"),
        metadata=tables.get("metadata"),
        select=None if selected is None else known_of(selected, model, tables),
        what_if=changed,
        mean=True,
    )
    table = made.table
    context.progress("Forecasting", 0.9)
    content = _content(table, model.config, payload["columns"]) | {"warnings": made.warnings}
    data = json.dumps(content, ensure_ascii=False, allow_nan=False).encode()
    write_store(context, payload["outputs"]["forecast"], data)
    charts = charts_of(made, model.config, payload["columns"], model.season)
    write_store(context, payload["outputs"]["items"], charts.index)
    write_store(context, payload["outputs"]["charts"], charts.text)
    return {"items": len(content["series"]), "rows": table.num_rows}


def load_model(context: "TaskContext", place: dict[str, str]) -> "SeriesModel":
    """The model of a store file."""
    from sealcanvas.ml.bundle import unpack
    from sealcanvas.ml.series import SeriesModel

    return SeriesModel.from_bundle(unpack(read_store(context, place)), context.threads)


def known_of(selected: Any, model: "SeriesModel", tables: dict[str, Any]) -> Any:
    """The selected series that are in the data, or whose item is known by its metadata: AWS leaves the others out.

    Raises:
        TaskFailed: none is.
    """
    config = model.config
    there = set(model.panel.names)
    if "history" in tables:
        there |= set(zip(*(tables["history"][key].to_pylist() for key in config.keys), strict=True))
    told = {*model.metadata.items, *(tables["metadata"][config.item].to_pylist() if "metadata" in tables else ())}
    names = zip(*(selected[key].to_pylist() for key in config.keys), strict=True)
    kept = [place for place, name in enumerate(names) if name in there or name[0] in told]
    if not kept:
        raise TaskFailed("ClientError", "None of the selected time series is in the data.")
    return selected.take(kept)


def stamps(column: Any) -> list[str]:
    """Timestamps as Forecast writes them: 2024-01-31T00:00:00."""
    return list(column.to_numpy().astype("datetime64[s]").astype(str).tolist())


def _content(table: Any, config: Any, columns: list[str]) -> dict[str, Any]:
    """keys, columns, and the series: each with its key, its timestamps and a list for each column."""
    moments = stamps(table[config.timestamp])
    keys = zip(*(table[name].to_pylist() for name in config.keys), strict=True)
    values = {name: table[name].to_pylist() for name in columns}
    series = []
    for key, rows in groupby(enumerate(keys), lambda row: row[1]):
        places = [place for place, _ in rows]
        one: dict[str, Any] = {"key": list(key), "timestamps": [moments[place] for place in places]}
        series.append(one | {name: [column[place] for place in places] for name, column in values.items()})
    return {"keys": list(config.keys), "columns": columns, "series": series}


def _what_if(context: "TaskContext", asked: dict[str, Any] | None) -> "WhatIf | None":
    if asked is None:
        return None
    from sealcanvas.ml.series.predicting.what_if import Change, Condition, WhatIf

    rows = None
    if asked["replacements"] is not None:
        rows, _ = read_rows(context, asked["replacements"]["files"], Reading.of(asked["replacements"]))
    changes = tuple(
        Change(
            change["column"],
            change["operation"],
            str(change["value"]),
            tuple(Condition(each["column"], each["test"], each["value"]) for each in change["conditions"]),
        )
        for change in asked["changes"]
    )
    return WhatIf(changes=changes, replacements=rows)
