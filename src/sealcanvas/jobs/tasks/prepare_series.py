"""The task `prepare_series`: a dataset's columns become the files that Forecast imports."""

import json
from dataclasses import dataclass
from functools import partial
from typing import Any

from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.task import TaskFailed, task
from sealcanvas.jobs.tasks.automl_reports import as_json
from sealcanvas.jobs.tasks.channel import check_memory
from sealcanvas.jobs.tasks.preparing import engine_memory, read_tables
from sealcanvas.jobs.tasks.s3_files import Output, read_file, split_uri
from sealcanvas.jobs.tasks.s3_source import named_source

DAILY = "yyyy-MM-dd"
TIMED = "yyyy-MM-dd HH:mm:ss"
_ITEM, _TIME, _TARGET = "item_id", "timestamp", "target_value"
# Seconds between neighbouring points, up to which a frequency is meant; the coarsest that fits wins.
_FREQUENCIES = (
    (90, "1min"),
    (450, "5min"),
    (750, "10min"),
    (1_350, "15min"),
    (2_700, "30min"),
    (12 * 3_600, "H"),
    (4 * 86_400, "D"),
    (20 * 86_400, "W"),
    (200 * 86_400, "M"),
)


@task("prepare_series")
def run(context: TaskContext) -> dict[str, Any]:
    """Write item_id, timestamp, target_value and dimension_1, … as CSV; and related_1, … as another.

    The payload: "source" ({"bucket", "key"}), "name", "columns" ({"item", "timestamp", "target", "groups", "related"}),
    "target" (URI of the file to write), "related" (URI of that of the related columns, if there are any), "key" (their
    KMS key, or None) and "frequency", or None to find it; "recipe", if the rows go through one first: "steps",
    "tables", "fitted" (URI of the fitted one) and "fit": write it, rather than read it. Rows without an item, a
    readable timestamp or any number are left out, and counted.
    """
    import pyarrow.compute as pc

    from sealcanvas.ml.reading import read_whole
    from sealcanvas.ml.table import to_csv

    payload = context.payload
    context.progress("PreTraining", 0.1)
    source = named_source(context, payload["source"], payload["name"])
    table = read_whole([source], check=partial(check_memory, context, source.uri)).table
    context.progress("AnalyzingData", 0.5)
    fitted = None
    if payload.get("recipe"):
        table, fitted = _prepared(context, table, payload["recipe"])
    found = _series(table, payload["columns"])
    kept = found.history
    if kept.num_rows == 0:
        raise TaskFailed("ClientError", _nothing(payload["columns"]))
    frequency = payload["frequency"] or _frequency(kept)
    form = DAILY if frequency in ("D", "W", "M", "Y") else TIMED

    def as_csv(rows: Any) -> bytes:
        texts = pc.strftime(rows[_TIME], format="%Y-%m-%d" if form == DAILY else "%Y-%m-%d %H:%M:%S")
        return to_csv(rows.set_column(rows.column_names.index(_TIME), _TIME, texts))

    if found.related is not None and found.related.num_rows == 0:
        raise TaskFailed("ClientError", f"No row has a number in {_told(payload['columns']['related'])}.")
    with Output(context, payload["key"]) as output:
        output.write(payload["target"], as_csv(kept), "text/csv")
        if found.related is not None:
            output.write(payload["related"], as_csv(found.related), "text/csv")
        if fitted is not None:
            output.write(payload["recipe"]["fitted"], as_json(fitted), "application/json")
    return {
        "rows": kept.num_rows,
        "dropped": found.unusable,
        "items": pc.count_distinct(kept[_ITEM]).as_py(),
        "frequency": frequency,
        "timestamp_format": form,
    }


def _prepared(context: TaskContext, table: Any, wish: dict[str, Any]) -> tuple[Any, dict[str, Any] | None]:
    """The table after the recipe, all of it: rows here are history, not rows to predict; and what is to be kept."""
    from sealcanvas.ml.recipe import Recipe

    tables = read_tables(context, wish["tables"]).tables
    options: dict[str, Any] = {"memory_bytes": engine_memory(context), "check": context.check}
    if not wish["fit"]:
        steps = json.loads(read_file(context, *split_uri(wish["fitted"])))["steps"]
        return Recipe.of(steps).table(table, tables, **options), None
    fitted, made = Recipe.of(wish["steps"]).prepare(table, tables, **options)
    script = fitted.python(table.schema, {name: each.schema for name, each in tables.items()})
    return made, {"steps": fitted.to_json(), "script": script}


@dataclass(frozen=True)
class _Series:
    """Rows that tell of the target, those that tell of related columns (or None), and how many tell of neither."""

    history: Any
    related: Any
    unusable: int


def _series(table: Any, names: dict[str, Any]) -> _Series:
    """The rows by Forecast's column names."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    from sealcanvas.ml import timestamps
    from sealcanvas.ml.columns import numbers
    from sealcanvas.ml.table import strings

    moments = timestamps.parse(table[names["timestamp"]])
    values = numbers(table[names["target"]])
    texts = {_ITEM: strings(table[names["item"]])}
    texts |= {f"dimension_{n}": strings(table[group]) for n, group in enumerate(names["groups"], 1)}
    usable = ~np.isnat(moments)
    for text in texts.values():
        usable &= pc.fill_null(pc.greater(pc.utf8_length(text), 0), fill_value=False).to_numpy()
    seconds = pa.array(moments.astype("datetime64[s]"), type=pa.timestamp("s"))
    item = texts.pop(_ITEM)
    known = usable & ~np.isnan(values)
    history = pa.table({_ITEM: item, _TIME: seconds, _TARGET: pa.array(values), **texts}).filter(pa.array(known))
    further = {f"related_{n}": numbers(table[name]) for n, name in enumerate(names.get("related", []), 1)}
    if not further:
        return _Series(history, None, int((~known).sum()))
    told = usable & ~np.all([np.isnan(column) for column in further.values()], axis=0)
    columns = {name: pa.array(column, from_pandas=True) for name, column in further.items()}
    related = pa.table({_ITEM: item, _TIME: seconds, **columns, **texts}).filter(pa.array(told))
    return _Series(history, related, int((~known & ~told).sum()))


def _frequency(table: Any) -> str:
    """The frequency that the median distance of neighbouring points within an item means."""
    import numpy as np

    from sealcanvas.ml.arrow import moments

    items = np.unique(table[_ITEM].combine_chunks().dictionary_encode().indices.to_numpy(), return_inverse=True)[1]
    seconds = moments(table[_TIME]).astype("datetime64[s]").astype(np.int64)
    order = np.lexsort((seconds, items))
    steps = np.diff(seconds[order])
    steps = steps[(np.diff(items[order]) == 0) & (steps > 0)]
    if not len(steps):
        raise TaskFailed("ClientError", "No item has two points in time: the frequency cannot be found. Give it.")
    typical = float(np.median(steps))
    return next((name for most, name in _FREQUENCIES if typical <= most), "Y")


def _told(names: list[str]) -> str:
    return " or ".join(f"'{name}'" for name in names)


def _nothing(names: dict[str, Any]) -> str:
    return (
        f"No row has an item in '{names['item']}', a readable timestamp in '{names['timestamp']}' and a number in "
        f"'{names['target']}'."
    )
