"""From rows to a panel: timestamps read, duplicates aggregated, gaps filled, frequency and length checked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from sealcanvas.ml import arrow, timestamps
from sealcanvas.ml.columns import numbers
from sealcanvas.ml.errors import BadSeries, SchemaMismatch
from sealcanvas.ml.series.config import SeriesConfig
from sealcanvas.ml.series.frequency import Clock, Frequency
from sealcanvas.ml.series.panel import Panel
from sealcanvas.ml.table import Table, strings

Array = Any  # numpy.ndarray

# A filled series longer than this many times its rows means that the frequency is wrong.
_MOST_SPARSE = 50
_MOST_VALUES = 50_000_000
_FILL_WINDOW = 64


@dataclass(frozen=True)
class _Rows:
    """Usable rows, sorted by series and period: series number, period number, value."""

    names: list[tuple[str, ...]]
    series: Array
    periods: Array
    values: Array


def regularize(table: Table, config: SeriesConfig, clock: Clock | None = None) -> tuple[Panel, list[str]]:
    """The panel, sorted by item and groups, and warnings.

    `clock`: that of a trained model, to read new history the same way. Raises SchemaMismatch for missing columns,
    BadSeries for unreadable timestamps, non-numeric targets, or a frequency that does not fit the data.
    """
    missing = [name for name in (*config.keys, config.timestamp, config.target) if name not in table.column_names]
    if missing:
        raise SchemaMismatch(missing)
    if not table.num_rows:
        raise BadSeries("The data has no rows.")
    warnings: list[str] = []
    moments, values = _moments(table, config, warnings), _values(table, config)
    usable = ~np.isnat(moments) & ~np.isnan(values)
    names, series, named = _series(table, config)
    usable &= named
    if not usable.any():
        raise BadSeries(f"No row has a timestamp, an item and a value in '{config.target}'.")
    order = np.flatnonzero(usable)
    frequency = Frequency.parse(config.frequency)
    if clock is None:
        clock = Clock.of(frequency, moments[order])
    periods = clock.periods(moments)
    # Ties keep the order of the rows, which is what aggregation "first" means.
    order = order[np.lexsort((order, periods[order], series[order]))]
    rows = _aggregate(_Rows(names, series[order], periods[order], values[order]), config, warnings)
    _check_frequency(rows, frequency)
    return _fill(rows, config, clock, warnings), warnings


def check_length(panel: Panel, config: SeriesConfig) -> None:
    """Raise BadSeries unless some series is long enough for the horizon (4 periods of history for each ahead)."""
    longest = max(len(values) for values in panel.values)
    if longest < 8:
        raise BadSeries(
            f"The longest series has only {longest} periods (frequency: {Frequency.parse(config.frequency)}); "
            "at least 8 are needed. Add history or choose a finer frequency."
        )
    if config.horizon * 4 > longest:
        raise BadSeries(
            f"A horizon of {config.horizon} periods is too long for {longest} periods of history: at most "
            f"{longest // 4} (a quarter) can be forecast. Shorten the horizon or add history."
        )


def _moments(table: Table, config: SeriesConfig, warnings: list[str]) -> Array:
    column = table[config.timestamp].combine_chunks()
    moments = timestamps.parse(column)
    present = len(column) - column.null_count
    read = int((~np.isnat(moments)).sum())
    if read < 0.95 * present or not read:
        bad = np.isnat(moments) & arrow.present(column)
        example = strings(column)[int(np.flatnonzero(bad)[0])].as_py() if bad.any() else ""
        raise BadSeries(
            f"The timestamp column '{config.timestamp}' holds values that are no timestamps, such as '{example:.40}'. "
            "Write them like 2024-01-31 or 2024-01-31 18:00:00."
        )
    if read < len(column):
        warnings.append(f"{len(column) - read} rows without a readable '{config.timestamp}' are left out.")
    return moments


def _values(table: Table, config: SeriesConfig) -> Array:
    column = table[config.target].combine_chunks()
    values = numbers(column)
    known = int((~np.isnan(values)).sum())
    if known < 0.5 * (len(column) - column.null_count):
        raise BadSeries(f"The target column '{config.target}' must hold numbers. Choose another target.")
    return values


def _series(table: Table, config: SeriesConfig) -> tuple[list[tuple[str, ...]], Array, Array]:
    """Names in order, the series number of each row, and whether the row's keys are all present."""
    keys = [strings(table[name].combine_chunks()) for name in config.keys]
    named = np.ones(table.num_rows, dtype=bool)
    codes = np.zeros(table.num_rows, dtype=np.int64)
    dictionaries = []
    for key in keys:
        encoded = key.dictionary_encode()
        named &= arrow.present(key)
        own = arrow.whole_numbers(encoded.indices, missing=0)
        dictionaries.append(encoded.dictionary.to_pylist())
        codes = codes * max(1, len(encoded.dictionary)) + own
    found, first, series = np.unique(codes, return_index=True, return_inverse=True)
    names = [tuple(key[int(row)].as_py() or "" for key in keys) for row in first]
    ranks = sorted(range(len(found)), key=names.__getitem__)
    place = np.empty(len(found), dtype=np.int64)
    place[ranks] = np.arange(len(found))
    return [names[rank] for rank in ranks], place[series], named


def _aggregate(rows: _Rows, config: SeriesConfig, warnings: list[str]) -> _Rows:
    new = np.ones(len(rows.values), dtype=bool)
    new[1:] = (np.diff(rows.series) != 0) | (np.diff(rows.periods) != 0)
    starts = np.flatnonzero(new)
    doubled = len(rows.values) - len(starts)
    if not doubled:
        return rows
    how = config.aggregation.get(config.target, "sum")
    counts = np.diff(np.append(starts, len(rows.values)))
    reduced: dict[str, Callable[[], Array]] = {
        "sum": lambda: np.add.reduceat(rows.values, starts),
        "avg": lambda: np.add.reduceat(rows.values, starts) / counts,
        "first": lambda: rows.values[starts],
        "min": lambda: np.minimum.reduceat(rows.values, starts),
        "max": lambda: np.maximum.reduceat(rows.values, starts),
    }
    values = reduced[how]()
    warnings.append(f"{doubled} rows fall into the same period as another of their series; combined by {how}.")
    return _Rows(rows.names, rows.series[starts], rows.periods[starts], values)


def _check_frequency(rows: _Rows, frequency: Frequency) -> None:
    steps = np.diff(rows.periods)[np.diff(rows.series) == 0]
    if not len(steps):
        raise BadSeries(
            f"Every series has only one value at a frequency of one {frequency}. Choose a finer frequency or check the "
            "item column."
        )
    typical = float(np.median(steps))
    if typical > 3 and (steps >= 2).mean() > 0.9:
        raise BadSeries(
            f"The frequency (one {frequency}) does not fit the data, whose values are typically {typical:.0f} such "
            "periods apart. Choose the frequency that the data has."
        )


def _fill(rows: _Rows, config: SeriesConfig, clock: Clock, warnings: list[str]) -> Panel:
    starts = np.searchsorted(rows.series, np.arange(len(rows.names)))
    stops = np.append(starts[1:], len(rows.series))
    first, last = int(rows.periods.min()), int(rows.periods.max())
    front, back = config.fill_rule("frontfill"), config.fill_rule("backfill")
    middle = config.fill_rule("middlefill") or "zero"
    names, values, ends = [], [], []
    gaps = total = 0
    for name, start, stop in zip(rows.names, starts, stops, strict=True):
        if start == stop:
            continue
        periods, known = rows.periods[start:stop], rows.values[start:stop]
        begin = first if front not in (None, "nan") else int(periods[0])
        end = last if back not in (None, "nan") else int(periods[-1])
        length = end - begin + 1
        total += length
        if (length > 1000 and length > _MOST_SPARSE * len(known)) or total > _MOST_VALUES:
            raise BadSeries(
                f"Filling the gaps of '{' / '.join(name)}' would make {length:,} periods of {len(known):,} values; "
                "choose a coarser frequency."
            )
        line = np.full(length, np.nan)
        line[periods - begin] = known
        inside = slice(int(periods[0]) - begin, int(periods[-1]) - begin + 1)
        gaps += int(np.isnan(line[inside]).sum())
        given = line.copy()
        _fill_part(line, given, inside, middle)
        _fill_part(line, given, slice(0, inside.start), front)
        _fill_part(line, given, slice(inside.stop, length), back)
        names.append(name)
        values.append(line)
        ends.append(end)
    if gaps:
        warnings.append(f"{gaps} missing periods inside series are filled ({middle}).")
    return Panel(names, values, np.array(ends, dtype=np.int64), clock)


def _fill_part(line: Array, given: Array, part: slice, rule: str | float | None) -> None:
    """Fill the gaps of a part in place; mean, median, min and max look at up to 64 given periods before (else all)."""
    gaps = np.flatnonzero(np.isnan(line[part])) + (part.start or 0)
    if not len(gaps):
        return
    if rule == "zero" or isinstance(rule, float):
        line[gaps] = 0.0 if rule == "zero" else rule
    elif rule == "nan":
        # Forecasters need every value: "nan" asks not to make one up, so the line between the neighbours stands in.
        present = np.flatnonzero(~np.isnan(given))
        line[gaps] = np.interp(gaps, present, given[present])
    else:
        reduce: Any = {"mean": np.mean, "median": np.median, "min": np.min, "max": np.max}[str(rule)]
        known = given[~np.isnan(given)]
        for gap in gaps:
            before = given[max(0, gap - _FILL_WINDOW) : gap]
            before = before[~np.isnan(before)]
            line[gap] = reduce(before if len(before) else known)
