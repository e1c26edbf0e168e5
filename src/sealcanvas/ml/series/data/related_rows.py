"""Rows of related time series, spread over the series that they belong to."""

from typing import Any

import numpy as np

from sealcanvas.ml.series.config import SeriesConfig
from sealcanvas.ml.series.data.rows import Name, Rows, read_rows
from sealcanvas.ml.table import Table

Array = Any  # numpy.ndarray


def spread(table: Table, config: SeriesConfig, names: list[Name], warnings: list[str]) -> Rows:
    """The rows with the series of `names` that each belongs to.

    A table that lacks group columns tells of items: each of its rows is for all series of that item. Rows of series
    that are not in `names` are left out.
    """
    keys = tuple(key for key in config.keys if key in table.column_names)
    rows = read_rows(table, config, keys, warnings)
    positions = [config.keys.index(key) for key in keys]
    wanted: dict[Name, list[int]] = {}
    for number, name in enumerate(names):
        wanted.setdefault(tuple(name[position] for position in positions), []).append(number)
    targets = [wanted.get(name, []) for name in rows.names]
    counts = np.array([len(target) for target in targets], dtype=np.int64)
    flat = np.array([number for target in targets for number in target], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(counts)])[:-1]
    times = counts[rows.series]
    source = np.repeat(np.arange(len(rows.series)), times)
    within = np.arange(len(source)) - np.repeat(np.cumsum(times) - times, times)
    series = flat[starts[rows.series[source]] + within]
    return Rows(names, series, rows.moments[source], rows.places[source])
