"""The series that a forecast is asked for: stored ones, ones with new history, newcomers, with their features."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sealcanvas.ml.errors import BadSeries, SchemaMismatch
from sealcanvas.ml.series.data.categories import encode
from sealcanvas.ml.series.data.feature_lines import Span, place
from sealcanvas.ml.series.data.item_metadata import read_metadata
from sealcanvas.ml.series.data.newcomers import adopt
from sealcanvas.ml.series.data.panel import Panel
from sealcanvas.ml.series.data.points import Points, combine
from sealcanvas.ml.series.data.regular import Newcomers, regularize
from sealcanvas.ml.series.data.related_rows import spread
from sealcanvas.ml.series.data.transformations import CATEGORICAL
from sealcanvas.ml.table import Table, strings

if TYPE_CHECKING:
    from sealcanvas.ml.series.model import SeriesModel

Array = Any  # numpy.ndarray
Name = tuple[str, ...]


@dataclass(frozen=True)
class View:
    """`spreads`: what lent history adds to the intervals' scale, [series]. `stored`: the place in the model of each
    series whose history is the stored one, -1 for others; `changed`: whether features are other than the stored.
    """

    panel: Panel
    spreads: Array
    stored: Array
    changed: bool
    warnings: list[str]


def view(
    model: "SeriesModel", history: Table | None, related: Table | None, metadata: Table | None, select: Table | None
) -> View:
    """Raises SchemaMismatch, BadSeries."""
    told = model.metadata
    if metadata is not None:
        told = told.updated(read_metadata(metadata, model.config, model.panel.layout))
    if history is None:
        found = View(model.panel, model.spreads, np.arange(len(model.panel)), False, [])
        if related is not None:
            found = _refreshed(model, found, _points(model, related, found))
        new = Newcomers([], {})
    else:
        found, new = _of_history(model, history, related)
    pool = _pool(model, found.panel)
    if select is not None:
        found, new = _selected(model, found, new, _names(model, select))
    if metadata is not None:
        panel = replace(found.panel, statics=told.of(found.panel.names))
        found = replace(found, panel=panel, changed=True)
    if not new.names:
        return found
    lent, spreads = adopt(new, told.of(new.names), pool, model.config, model.season)
    return View(
        found.panel.joined(lent),
        np.concatenate([found.spreads, spreads]),
        np.concatenate([found.stored, np.full(len(lent), -1)]),
        found.changed,
        [*found.warnings, lent_warning(new)],
    )


def lent_warning(new: Newcomers) -> str:
    """That some series have no history of their own."""
    first = " / ".join(new.names[0])
    more = f" and {len(new.names) - 1} more" if len(new.names) > 1 else ""
    return f"'{first:.60}'{more} without any value: forecast from the series nearest by groups and metadata."


def _of_history(model: "SeriesModel", history: Table, related: Table | None) -> tuple[View, Newcomers]:
    """Series with values of their own, and those of the model that the rows only tell features of."""
    regular = regularize(history, model.config, model.panel.layout, related)
    panel = replace(regular.panel, statics=model.metadata.of(regular.panel.names))
    found = View(panel, np.zeros(len(panel)), np.full(len(panel), -1), False, regular.warnings)
    places = {name: place_ for place_, name in enumerate(model.panel.names)}
    new = regular.newcomers
    old = np.array([name in places for name in new.names], dtype=bool)
    if not old.any():
        return found, new
    own = _part(new, old)
    kept = _stored(model, [places[name] for name in own.names])
    return _joined(found, _refreshed(model, kept, own.points)), _part(new, ~old)


def _selected(model: "SeriesModel", found: View, new: Newcomers, names: list[Name]) -> tuple[View, Newcomers]:
    wanted = set(names)
    kept = [place_ for place_, name in enumerate(found.panel.names) if name in wanted]
    there = {*found.panel.names, *new.names}
    places = {name: place_ for place_, name in enumerate(model.panel.names)}
    mine = np.array([name in wanted for name in new.names], dtype=bool)
    chosen = _part(new, mine)
    rest = [name for name in names if name not in there]
    chosen = Newcomers(chosen.names + [name for name in rest if name not in places], chosen.points)
    positions = np.array(kept, dtype=np.int64)
    part = View(
        found.panel.take(positions),
        found.spreads[positions],
        found.stored[positions],
        found.changed,
        found.warnings,
    )
    old = [places[name] for name in rest if name in places]
    return (_joined(part, _stored(model, old)) if old else part), chosen


def _names(model: "SeriesModel", select: Table) -> list[Name]:
    keys = model.config.keys
    missing = [key for key in keys if key not in select.column_names]
    if missing:
        raise SchemaMismatch(missing)
    columns = [strings(select[key].combine_chunks()).to_pylist() for key in keys]
    names = dict.fromkeys(name for name in zip(*columns, strict=True) if all(part is not None for part in name))
    if not names:
        raise BadSeries("The selection names no series.")
    return list(names)


def _stored(model: "SeriesModel", places: list[int]) -> View:
    positions = np.array(places, dtype=np.int64)
    return View(model.panel.take(positions), model.spreads[positions], positions, False, [])


def _pool(model: "SeriesModel", panel: Panel) -> Panel:
    """Series to learn newcomers' history from: those given, and stored ones that have a history of their own."""
    given = set(panel.names)
    own = [n for n, name in enumerate(model.panel.names) if name not in given and not model.spreads[n]]
    if panel is model.panel:
        return panel.take(np.flatnonzero(model.spreads == 0))
    return panel.joined(model.panel.take(np.array(own, dtype=np.int64)))


def _points(model: "SeriesModel", related: Table, found: View) -> dict[str, list[Points]]:
    config, layout = model.config, model.panel.layout
    rows = spread(related, config, found.panel.names, found.warnings)
    periods = layout.clock.periods(rows.moments)
    points = {}
    for column, kind in config.features.items():
        if column in related.column_names:
            values = encode(related[column], column, kind, layout.labels(column))[rows.places]
            how = config.aggregation.get(column, "first" if kind == CATEGORICAL else "avg")
            points[column] = [combine(rows.series, periods, values, how)[0]]
    return points


def _refreshed(model: "SeriesModel", found: View, points: dict[str, list[Points]]) -> View:
    """With newer values of features, whatever is not told staying as it was."""
    panel, config = found.panel, model.config
    if not panel.lines or not any(len(part.values) for parts in points.values() for part in parts):
        return found
    lengths = np.array([len(values) for values in panel.values])
    span = Span(panel.ends - lengths + 1, lengths, config.horizon)
    whole = np.vstack(panel.lines)
    for place_, column in enumerate(config.features):
        newer = place(points.get(column, []), span, np.arange(len(panel)))
        whole[:, place_] = np.where(np.isnan(newer), whole[:, place_], newer)
    return replace(found, panel=panel.with_lines(np.split(whole, span.offsets[1:-1])), changed=True)


def _joined(one: View, other: View) -> View:
    return View(
        one.panel.joined(other.panel),
        np.concatenate([one.spreads, other.spreads]),
        np.concatenate([one.stored, other.stored]),
        one.changed or other.changed,
        one.warnings + other.warnings,
    )


def _part(new: Newcomers, marked: Array) -> Newcomers:
    numbers = np.cumsum(marked) - 1
    points = {
        column: [Points(numbers[p.series], p.periods, p.values) for p in (part.of(marked) for part in parts)]
        for column, parts in new.points.items()
    }
    return Newcomers([name for name, mark in zip(new.names, marked, strict=True) if mark], points)
