"""A table's rows as series, moments and columns of numbers."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from sealcanvas.ml import arrow, timestamps
from sealcanvas.ml.errors import BadSeries
from sealcanvas.ml.series.config import SeriesConfig
from sealcanvas.ml.series.data.local_time import to_local
from sealcanvas.ml.table import Table, strings

Array = Any  # numpy.ndarray
Name = tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """Usable rows: `series` (a place in `names`) and `moments` of each; `places` in the table they come from."""

    names: list[Name]
    series: Array
    moments: Array
    places: Array


def read_rows(table: Table, config: SeriesConfig, keys: tuple[str, ...], warnings: list[str]) -> Rows:
    """The rows that have a readable timestamp and all keys; raises BadSeries where the timestamps are none."""
    moments = _moments(table, config, warnings)
    names, series, named = _series(table, keys)
    unnamed = len(named) - int(named.sum())
    if unnamed:
        warnings.append(f"{unnamed} rows without a value in each of {', '.join(keys)} are left out.")
    places = np.flatnonzero(named & ~np.isnat(moments))
    return Rows(names, series[places], moments[places], places)


def _moments(table: Table, config: SeriesConfig, warnings: list[str]) -> Array:
    column = table[config.timestamp].combine_chunks()
    moments = timestamps.parse(column)
    present = len(column) - column.null_count
    read = int((~np.isnat(moments)).sum())
    if not present:
        raise BadSeries(f"The timestamp column '{config.timestamp}' holds no value at all. Choose another column.")
    if read < 0.95 * present or not read:
        bad = np.flatnonzero(np.isnat(moments) & arrow.present(column))
        first = f", the first in row {int(bad[0]) + 1:,} of the data" if len(bad) else ""
        raise BadSeries(
            f"The timestamp column '{config.timestamp}' holds values in {len(bad):,} rows that are no "
            f"timestamps{first}. Write them like 2024-01-31 or 2024-01-31 18:00:00."
        )
    if read < len(column):
        warnings.append(f"{len(column) - read} rows without a readable '{config.timestamp}' are left out.")
    if config.time_zone is not None:
        zoned = timestamps.zoned(column)
        moments[zoned] = to_local(moments[zoned], config.time_zone)
    return moments


def _series(table: Table, keys: tuple[str, ...]) -> tuple[list[Name], Array, Array]:
    """Names in order, the series number of each row, and whether the row's keys are all present."""
    columns = [strings(table[name].combine_chunks()) for name in keys]
    named = np.ones(table.num_rows, dtype=bool)
    codes = np.zeros(table.num_rows, dtype=np.int64)
    for column in columns:
        encoded = column.dictionary_encode()
        named &= arrow.present(column)
        own = arrow.whole_numbers(encoded.indices, missing=0)
        # Made dense after every column, so that the product stays small.
        codes = np.unique(codes * max(1, len(encoded.dictionary)) + own, return_inverse=True)[1]
    found, first = np.unique(codes, return_index=True)
    texts = [column.take(pa.array(first, pa.int64())).to_pylist() for column in columns]
    names = [tuple(text or "" for text in name) for name in zip(*texts, strict=True)]
    ranks = sorted(range(len(found)), key=names.__getitem__)
    place = np.empty(len(found), dtype=np.int64)
    place[ranks] = np.arange(len(found))
    return [names[rank] for rank in ranks], place[codes], named
