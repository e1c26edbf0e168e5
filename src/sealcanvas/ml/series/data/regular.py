"""From rows to a panel: timestamps read, duplicates aggregated, gaps filled, frequency and length checked."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sealcanvas.ml.errors import BadSeries, SchemaMismatch
from sealcanvas.ml.series.config import SeriesConfig
from sealcanvas.ml.series.data.categories import encode, labels_of
from sealcanvas.ml.series.data.feature_lines import as_lines, fill_feature, is_known_ahead, place
from sealcanvas.ml.series.data.frequency import Clock, Frequency
from sealcanvas.ml.series.data.panel import Layout, Panel
from sealcanvas.ml.series.data.points import Points, combine
from sealcanvas.ml.series.data.related_rows import spread
from sealcanvas.ml.series.data.rows import Name, Rows, read_rows
from sealcanvas.ml.series.data.target_series import check_frequency, fill_target
from sealcanvas.ml.series.data.transformations import CATEGORICAL
from sealcanvas.ml.table import Table

Array = Any  # numpy.ndarray
_MOST_TOLD = 30  # columns that a message names


@dataclass(frozen=True)
class Newcomers:
    """Series without any value of the target, and the points of their features, by column."""

    names: list[Name]
    points: dict[str, list[Points]]


@dataclass(frozen=True)
class Regular:
    """What rows make: a panel without metadata, the series that have rows but no value, and warnings."""

    panel: Panel
    newcomers: Newcomers
    warnings: list[str]


def regularize(
    table: Table,
    config: SeriesConfig,
    layout: Layout | None = None,
    related: Table | None = None,
    beat: Callable[[], None] = lambda: None,
) -> Regular:
    """The panel, sorted by item and groups.

    `layout`: that of a trained model, to read new history the same way. Raises SchemaMismatch for missing columns,
    BadSeries for unreadable timestamps, non-numeric targets, or a frequency that does not fit the data.
    """
    _check_columns(table, config, related, learning=layout is None)
    warnings: list[str] = []
    rows = read_rows(table, config, config.keys, warnings)
    beat()
    values = encode(table[config.target], config.target, "numeric", [], config.target)[rows.places]
    usable = ~np.isnan(values)
    if layout is None:
        if not usable.any():
            raise BadSeries(
                f"No row has a timestamp in '{config.timestamp}', an item in '{config.item}' and a value in "
                f"'{config.target}'."
            )
        clock = Clock.of(Frequency.parse(config.frequency), rows.moments[usable], config.boundary)
        layout = Layout(clock, (), _categories(table, related, config))
        learning = True
    else:
        learning = False
    beat()
    target, doubled = combine(
        rows.series, layout.clock.periods(rows.moments), values, config.aggregation.get(config.target, "sum")
    )
    if doubled:
        how = config.aggregation.get(config.target, "sum")
        warnings.append(f"{doubled} rows fall into the same period as another of their series; combined by {how}.")
    check_frequency(target, layout.clock.frequency, learning)
    beat()
    points = _feature_points(table, rows, related, config, layout, warnings)
    beat()
    numbers, lines, span = fill_target(target, rows.names, config, warnings, layout.clock)
    beat()
    # History may tell of features alone.
    there = points if len(span.begins) else {}
    columns = {column: place(sources, span, numbers) for column, sources in there.items()}
    if learning:
        known = [c for c, flat in columns.items() if is_known_ahead(flat, span, config.fill_rule("futurefill", c))]
        layout = replace(layout, known=tuple(known))
        idle = [c for c in columns if c not in known and config.fill_rule("futurefill", c) is not None]
        if idle:
            warnings.append(
                f"No row ahead has a value of {', '.join(idle)}: futurefill fills nothing, the past is used."
            )
    carried = [column for column, flat in columns.items() if fill_feature(flat, span, column, config, layout)]
    if carried and len(span.begins):
        warnings.append(f"Where {', '.join(carried)} is not given for the horizon, the last known value is used.")
    kept = np.flatnonzero(numbers >= 0)
    panel = Panel(
        [rows.names[number] for number in kept],
        lines,
        span.begins + span.lengths - 1,
        layout,
        as_lines(list(columns.values()), span),
        np.full((len(kept), len(config.metadata)), np.nan),
    )
    return Regular(panel, _newcomers(rows, numbers, points), warnings)


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


def _absent(missing: list[str], columns: list[str]) -> str:
    """What training lacks, and what there is."""
    plural = "s" if len(missing) > 1 else ""
    told = ", ".join(f"'{name}'" for name in missing)
    there = ", ".join(f"'{name}'" for name in columns[:_MOST_TOLD]) + (", …" if len(columns) > _MOST_TOLD else "")
    return f"The data has no column{plural} {told}. Its columns are {there} (names are case-sensitive)."


def _check_columns(table: Table, config: SeriesConfig, related: Table | None, *, learning: bool) -> None:
    missing = [name for name in (*config.keys, config.timestamp, config.target) if name not in table.column_names]
    if related is not None:
        missing += [name for name in (config.item, config.timestamp) if name not in related.column_names]
    there = {*table.column_names, *(related.column_names if related is not None else ())}
    missing += [name for name in config.features if name not in there]
    if missing and learning:
        raise BadSeries(_absent(missing, table.column_names))
    if missing:
        raise SchemaMismatch(missing)
    if not table.num_rows:
        raise BadSeries("The data has no rows.")


def _categories(table: Table, related: Table | None, config: SeriesConfig) -> dict[str, list[str]]:
    found = {}
    for column, kind in config.features.items():
        if kind != CATEGORICAL:
            continue
        labels = labels_of([t[column] for t in (table, related) if t is not None and column in t.column_names])
        given = {config.fill_rule(side, column) for side in ("middlefill", "backfill", "futurefill")}
        found[column] = labels + sorted({rule for rule in given if rule and rule != "nan"} - set(labels))
    return found


def _feature_points(
    table: Table, rows: Rows, related: Table | None, config: SeriesConfig, layout: Layout, warnings: list[str]
) -> dict[str, list[Points]]:
    """Of each feature the points of the table, then those of the related rows."""
    if not config.features:
        return {}
    sources = [(table, rows)]
    if related is not None and related.num_rows:
        sources.append((related, spread(related, config, rows.names, warnings)))
    found: dict[str, list[Points]] = {}
    for column, kind in config.features.items():
        how = config.aggregation.get(column, "first" if kind == CATEGORICAL else "avg")
        found[column] = []
        for source, own in sources:
            if column not in source.column_names:
                continue
            values = encode(source[column], column, kind, layout.labels(column))[own.places]
            found[column].append(combine(own.series, layout.clock.periods(own.moments), values, how)[0])
    return found


def _newcomers(rows: Rows, numbers: Array, points: dict[str, list[Points]]) -> Newcomers:
    new = numbers < 0
    present = np.zeros(len(rows.names), dtype=bool)
    present[rows.series] = True
    new &= present
    place_of = np.cumsum(new) - 1
    own = {
        column: [
            Points(place_of[part.series], part.periods, part.values) for part in (source.of(new) for source in sources)
        ]
        for column, sources in points.items()
    }
    return Newcomers([name for number, name in enumerate(rows.names) if new[number]], own)
