"""What export jobs write, as rows: forecasts, what-if forecasts, back-tests and impact scores."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.tasks.series_store import read_store

if TYPE_CHECKING:
    from sealcanvas.jobs.context import TaskContext


@dataclass(frozen=True)
class Rows:
    """A table to write: column names, and rows of plain values; None is `missing` where a file has no null."""

    names: list[str]
    rows: list[list[Any]]
    missing: str = ""


def tables_of(context: "TaskContext", content: dict[str, Any]) -> dict[str, Rows]:
    """The tables of an export job, by the task's word for each.

    Args:
        content: {"kind": "forecast", "forecast"}, {"kind": "what-if", "forecasts": [{"name", "forecast"}]},
            {"kind": "backtest", "model", "types"} or {"kind": "explainability", "impacts"}; with store files.

    Raises:
        KeyRefused: KMS refused Decrypt.
    """
    match content["kind"]:
        case "forecast":
            return {"values": forecast_rows(_read(context, content["forecast"]))}
        case "what-if":
            made = [(each["name"], _read(context, each["forecast"])) for each in content["forecasts"]]
            return {"values": what_if_rows(made)}
        case "backtest":
            from sealcanvas.jobs.tasks.series_backtest import metric_rows, value_rows
            from sealcanvas.jobs.tasks.series_predict import load_model

            model = load_model(context, content["model"])
            return {"values": value_rows(model, content["types"]), "metrics": metric_rows(model)}
        case _:
            return {"values": impact_rows(_read(context, content["impacts"]))}


def forecast_rows(content: dict[str, Any]) -> Rows:
    """item_id, further keys, date, and a column for each forecast type."""
    names = [*content["keys"], "date", *content["columns"]]
    rows = [
        [*series["key"], f"{moment}Z", *(series[name][place] for name in content["columns"])]
        for series in content["series"]
        for place, moment in enumerate(series["timestamps"])
    ]
    return Rows(names, rows)


def what_if_rows(made: list[tuple[str, dict[str, Any]]]) -> Rows:
    """The same, with the columns of each what-if forecast under its name: "<name>_p10", ….

    All are of one analysis, so that they have the same series, and the same periods.
    """
    tables = [(name, content["columns"], forecast_rows(content)) for name, content in made]
    width = len(tables[0][2].names) - len(tables[0][1])
    names = [*tables[0][2].names[:width], *(f"{name}_{column}" for name, columns, _ in tables for column in columns)]
    rows = [
        [*several[0][:width], *(value for row in several for value in row[width:])]
        for several in zip(*(table.rows for _, _, table in tables), strict=True)
    ]
    return Rows(names, rows)


def impact_rows(content: dict[str, Any]) -> Rows:
    """A row for each series and period that was explained, and one over all of them; two columns an attribute."""
    names = [*content["keys"], "date"]
    for name in content["attributes"]:
        names += [f"{name}-NormalizedImpactScore", f"{name}-RawImpactScore"]
    rows = [
        [
            *(row["key"] or ["Aggregate"] + [None] * (len(content["keys"]) - 1)),
            f"{row['timestamp']}Z" if row["timestamp"] else None,
            *(value for pair in zip(row["normalized"], row["raw"], strict=True) for value in pair),
        ]
        for row in content["rows"]
    ]
    return Rows(names, rows)


def _read(context: "TaskContext", place: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(read_store(context, place))
    return found
