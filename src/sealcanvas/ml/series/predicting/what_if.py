"""Other values of features over the horizon, and what they change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from sealcanvas.ml import timestamps
from sealcanvas.ml.errors import BadOption, SchemaMismatch
from sealcanvas.ml.series.config import SeriesConfig
from sealcanvas.ml.series.data.categories import encode
from sealcanvas.ml.series.data.feature_lines import Span, place
from sealcanvas.ml.series.data.panel import Panel
from sealcanvas.ml.series.data.points import combine
from sealcanvas.ml.series.data.related_rows import spread
from sealcanvas.ml.series.data.transformations import CATEGORICAL, is_number
from sealcanvas.ml.table import Table

Array = Any  # numpy.ndarray

_OPERATIONS: dict[str, Any] = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
    "set": lambda _, value: value,
}
_TESTS: dict[str, Any] = {
    "equals": np.equal,
    "not_equals": np.not_equal,
    "less_than": np.less,
    "greater_than": np.greater,
}


@dataclass(frozen=True)
class Condition:
    """A test of a feature, a metadata column, item, group or the timestamp.

    `test`: equals, not_equals, less_than or greater_than.
    """

    column: str
    test: str
    value: str


@dataclass(frozen=True)
class Change:
    """Add, subtract, multiply, divide or set a feature's values where all conditions hold."""

    column: str
    operation: str
    value: str
    conditions: Sequence[Condition] = ()


@dataclass(frozen=True)
class WhatIf:
    """Changes, one after the other, then replacements: rows of item, groups, timestamp and features."""

    changes: Sequence[Change] = ()
    replacements: Table | None = None

    @property
    def columns(self) -> list[str]:
        """The columns that change, each once."""
        names = self.replacements.column_names if self.replacements is not None else []
        return list(dict.fromkeys([change.column for change in self.changes] + list(names)))


def apply(what_if: WhatIf, panel: Panel, config: SeriesConfig) -> tuple[Panel, list[str]]:
    """The panel with other features ahead, and warnings.

    Raises:
        BadOption: a column is no feature known ahead, an operation or test does not exist or does not fit.
        SchemaMismatch: the replacements lack item, timestamp or every feature.
    """
    keys = {*config.keys, config.timestamp}
    for column in what_if.columns:
        if column not in keys:
            _check_known(column, panel, config)
    horizon = config.horizon
    blocks = np.stack([lines[-horizon:] for lines in panel.lines]) if panel.lines else np.zeros((0, horizon, 0))
    blocks = blocks.copy()
    warnings: list[str] = []
    for change in what_if.changes:
        _change(change, blocks, panel, config, warnings)
    if what_if.replacements is not None:
        _replace(what_if.replacements, blocks, panel, config, warnings)
    lines = [np.vstack([old[:-horizon], block]) for old, block in zip(panel.lines, blocks, strict=True)]
    return panel.with_lines(lines), warnings


def _check_known(column: str, panel: Panel, config: SeriesConfig) -> None:
    if column not in config.features:
        raise BadOption(
            f"'{column:.40}' is no feature of this model, so that other values of it can change nothing. "
            f"Its features: {', '.join(config.features) or 'none'}."
        )
    if column not in panel.layout.known:
        raise BadOption(
            f"'{column}' had no values ahead when the model was trained: forecasts rest on its past alone. Train with "
            "future rows of it to ask what other values would change."
        )


def _change(change: Change, blocks: Array, panel: Panel, config: SeriesConfig, warnings: list[str]) -> None:
    if change.operation not in _OPERATIONS:
        raise BadOption(f"There is no operation '{change.operation:.20}'; choose one of {', '.join(_OPERATIONS)}.")
    place_ = list(config.features).index(change.column)
    value = _value(change.column, change.value, panel, config)
    if config.features[change.column] == CATEGORICAL:
        if change.operation != "set":
            raise BadOption(f"'{change.column}' holds categories: they can be set, but not {change.operation}.")
        if np.isnan(value):
            warnings.append(f"'{change.value:.40}' never occurred in '{change.column}': it counts as missing.")
    elif change.operation == "divide" and value == 0:
        raise BadOption(f"'{change.column}' cannot be divided by 0.")
    where = np.ones(blocks.shape[:2], dtype=bool)
    for condition in change.conditions:
        where &= _holds(condition, blocks, panel, config)
    if not where.any():
        warnings.append(f"No period of the horizon meets the conditions of the change to '{change.column}'.")
    old = blocks[:, :, place_]
    blocks[:, :, place_] = np.where(where, _OPERATIONS[change.operation](old, value), old)


def _value(column: str, text: str, panel: Panel, config: SeriesConfig) -> float:
    if {**config.features, **config.metadata}[column] == CATEGORICAL:
        labels = panel.layout.labels(column)
        return float(labels.index(text)) if text in labels else float("nan")
    if not is_number(text):
        raise BadOption(f"'{column}' holds numbers; '{text:.40}' is none.")
    return float(text)


def _holds(condition: Condition, blocks: Array, panel: Panel, config: SeriesConfig) -> Array:
    """[series, horizon]."""
    if condition.test not in _TESTS:
        raise BadOption(f"There is no condition '{condition.test:.20}'; choose one of {', '.join(_TESTS)}.")
    test, column = _TESTS[condition.test], condition.column
    ordered = condition.test in ("less_than", "greater_than")
    if column == config.timestamp:
        moment = timestamps.parse(pa.array([condition.value]))[0]
        if np.isnat(moment):
            raise BadOption(
                f"'{condition.value:.40}' is no timestamp; write it like 2024-01-31 or 2024-01-31 18:00:00."
            )
        steps = panel.ends[:, None] + np.arange(1, config.horizon + 1)
        return np.asarray(test(panel.clock.moments(steps.ravel()).reshape(steps.shape), moment))
    if column in config.keys:
        if ordered:
            raise BadOption(f"'{column}' holds names; {condition.test} does not fit.")
        texts = np.array([name[config.keys.index(column)] for name in panel.names], dtype=object)
        return np.broadcast_to(np.asarray(test(texts, condition.value), dtype=bool)[:, None], blocks.shape[:2])
    if column not in config.features and column not in config.metadata:
        raise BadOption(f"There is no column '{column:.40}' to compare.")
    kinds = {**config.features, **config.metadata}
    if ordered and kinds[column] == CATEGORICAL:
        raise BadOption(f"'{column}' holds categories; {condition.test} does not fit.")
    value = _value(column, condition.value, panel, config)
    if column in config.features:
        return np.asarray(test(blocks[:, :, list(config.features).index(column)], value))
    own = panel.statics[:, list(config.metadata).index(column)]
    return np.broadcast_to(test(own, value)[:, None], blocks.shape[:2])


def _replace(table: Table, blocks: Array, panel: Panel, config: SeriesConfig, warnings: list[str]) -> None:
    columns = [column for column in config.features if column in table.column_names]
    missing = [name for name in (config.item, config.timestamp) if name not in table.column_names]
    if missing or not columns:
        raise SchemaMismatch(missing or list(config.features))
    rows = spread(table, config, panel.names, warnings)
    periods = panel.clock.periods(rows.moments)
    none = np.zeros(len(panel), dtype=np.int64)
    span = Span(panel.ends + 1, none, config.horizon)
    used = 0
    for column in columns:
        kind = config.features[column]
        values = encode(table[column], column, kind, panel.layout.labels(column))[rows.places]
        how = config.aggregation.get(column, "first" if kind == CATEGORICAL else "avg")
        points, _ = combine(rows.series, periods, values, how)
        flat = place([points], span, np.arange(len(panel))).reshape(blocks.shape[:2])
        used += int((~np.isnan(flat)).sum())
        place_ = list(config.features).index(column)
        blocks[:, :, place_] = np.where(np.isnan(flat), blocks[:, :, place_], flat)
    if not used:
        warnings.append("No replacement is of a series and a period of this forecast.")
