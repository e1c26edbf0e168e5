"""Explains a predictor, or single series and periods of a forecast: how far each attribute moves it, and which way."""

import json
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.task import TaskFailed, task
from sealcanvas.jobs.tasks.series_predict import known_of, load_model, stamps
from sealcanvas.jobs.tasks.series_rows import read_inputs
from sealcanvas.jobs.tasks.series_select import read_selection
from sealcanvas.jobs.tasks.series_store import write_store

if TYPE_CHECKING:
    from sealcanvas.jobs.context import TaskContext

_MOST_POINTS = 500


@task("series_explain")
def run(context: "TaskContext") -> dict[str, Any]:
    """Payload: model (a store file), inputs (store files by word, or None for the training data), outputs (impacts);

    select (None: every series); points ({start, end} of a forecast, or None: the predictor as a whole); most series.
    """
    payload = context.payload
    context.progress("Explaining", 0.0)
    model = load_model(context, payload["model"])
    tables = read_inputs(context, payload["inputs"], model.config.to_dict())
    selected = read_selection(context, payload["select"])
    asked: dict[str, Any] = {
        "related": tables.get("related"),
        "metadata": tables.get("metadata"),
        "select": None if selected is None else known_of(selected, model, tables),
    }
    context.progress("Explaining", 0.2)
    impacts = model.explain(tables.get("history"), **asked)
    context.progress("Explaining", 0.7)
    # Its columns are named by what moves the forecast, keys and time among them; the rows are those of a forecast.
    labels = model.predict(tables.get("history"), **asked)
    context.progress("Explaining", 0.9)
    content = _content(impacts, labels, model.config, payload)
    write_store(context, payload["outputs"]["impacts"], json.dumps(content, ensure_ascii=False).encode())
    return {"rows": len(content["rows"])}


def _content(impacts: Any, labels: Any, config: Any, payload: dict[str, Any]) -> dict[str, Any]:
    """attributes, keys and rows: over all (key None), of each series, of each of its periods if they are asked for."""
    import numpy as np

    from sealcanvas.ml.series.features.calendar import holiday_column

    names = {name: name for name in (*config.features, *config.metadata)}
    if config.holiday_country is not None:
        names[holiday_column(config.holiday_country)] = "holiday"
    # What no member of the model looks at moves nothing: AWS says so by a score of zero.
    nothing = np.zeros(labels.num_rows)
    there = impacts.column_names
    raw = np.column_stack([impacts[name].to_numpy() if name in there else nothing for name in names])
    attributes = list(names.values())
    moments = np.array(stamps(labels[config.timestamp]))
    keys = list(zip(*(labels[name].to_pylist() for name in config.keys), strict=True))
    points = payload["points"]
    if points is None:
        return {"attributes": attributes, "keys": list(config.keys), "rows": [_row(None, None, raw)]}
    kept = _within(moments, points)
    chosen = list(dict.fromkeys(key for key, keep in zip(keys, kept, strict=True) if keep))
    if not chosen or len(chosen) > payload["most"]:
        raise TaskFailed(
            "ClientError", f"{len(chosen)} time series were chosen: 1 to {payload['most']} can be explained."
        )
    rows = [_row(None, None, raw[kept])]
    for name in chosen:
        own = kept & np.array([key == name for key in keys])
        rows.append(_row(list(name), None, raw[own]))
        if points["start"] is not None:
            rows += [_row(list(name), str(moments[place]), raw[[place]]) for place in np.flatnonzero(own)]
    return {"attributes": attributes, "keys": list(config.keys), "rows": rows}


def _within(moments: Any, points: dict[str, str | None]) -> Any:
    """Which periods lie between the first and the last time point; all of them without."""
    import numpy as np

    kept = np.ones(len(moments), dtype=bool)
    if points["start"] is not None:
        kept &= (moments >= points["start"]) & (moments <= points["end"])
        if not kept.any():
            raise TaskFailed("ClientError", "StartDateTime and EndDateTime lie outside of the forecast horizon.")
        if len(set(moments[kept])) > _MOST_POINTS:
            raise TaskFailed("ClientError", f"At most {_MOST_POINTS} time points can be explained.")
    return kept


def _row(key: list[str] | None, moment: str | None, raw: Any) -> dict[str, Any]:
    """The mean impact of each attribute, in the target's unit and with its direction, and scaled to -1 to 1.

    An attribute that moves some series up and others down has an impact all the same: its size is the mean of the
    sizes, its direction that of the sum.
    """
    import numpy as np

    size = np.abs(raw).mean(axis=0) * np.where(raw.sum(axis=0) < 0, -1.0, 1.0)
    most = float(np.abs(size).max())
    scaled = size / most if most > 0 else size
    return {"key": key, "timestamp": moment, "raw": size.tolist(), "normalized": scaled.tolist()}
