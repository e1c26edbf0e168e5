"""What is known of each item at all times: one row an item."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sealcanvas.ml.errors import BadOption, BadSeries, SchemaMismatch
from sealcanvas.ml.series.config import SeriesConfig
from sealcanvas.ml.series.data.categories import encode, labels_of
from sealcanvas.ml.series.data.panel import Layout, Panel
from sealcanvas.ml.series.data.transformations import CATEGORICAL
from sealcanvas.ml.table import Table, strings

Array = Any  # numpy.ndarray


@dataclass(frozen=True)
class ItemMetadata:
    """`items` in the table's order; `values`: numbers and codes in the config's order, [items, columns]."""

    items: list[str]
    values: Array

    def of(self, names: list[tuple[str, ...]]) -> Array:
        """[series, columns], NaN for items without a row."""
        places = {item: place for place, item in enumerate(self.items)}
        rows = np.array([places.get(name[0], -1) for name in names], dtype=np.int64)
        return np.vstack([self.values, np.full((1, self.values.shape[1]), np.nan)])[rows]

    def updated(self, newer: "ItemMetadata") -> "ItemMetadata":
        """With the rows of `newer` in the place of older ones."""
        kept = [place for place, item in enumerate(self.items) if item not in set(newer.items)]
        return ItemMetadata(
            [self.items[place] for place in kept] + newer.items, np.vstack([self.values[kept], newer.values])
        )


def no_metadata(config: SeriesConfig) -> ItemMetadata:
    """Nothing known of any item."""
    return ItemMetadata([], np.zeros((0, len(config.metadata))))


def with_metadata(panel: Panel, table: Table | None, config: SeriesConfig) -> tuple[Panel, ItemMetadata]:
    """The panel of training data with its items' metadata, whose labels its layout learns. Raises as the two below."""
    categories = (panel.layout.categories or {}) | metadata_categories(table, config)
    layout = replace(panel.layout, categories=categories)
    told = read_metadata(table, config, layout)
    return replace(panel, layout=layout, statics=told.of(panel.names)), told


def metadata_categories(table: Table | None, config: SeriesConfig) -> dict[str, list[str]]:
    """The labels of each categorical column. Raises SchemaMismatch, BadOption."""
    if table is None:
        if config.metadata:
            raise BadOption("The configuration names metadata columns, but there is no item metadata.")
        return {}
    _check(table, config)
    return {column: labels_of([table[column]]) for column, kind in config.metadata.items() if kind == CATEGORICAL}


def read_metadata(table: Table | None, config: SeriesConfig, layout: Layout) -> ItemMetadata:
    """The rows of the table; of several of one item the first. Raises SchemaMismatch, BadSeries."""
    if table is None or not config.metadata:
        return no_metadata(config)
    _check(table, config)
    items = strings(table[config.item].combine_chunks()).to_pylist()
    values = np.column_stack(
        [encode(table[name], name, kind, layout.labels(name)) for name, kind in config.metadata.items()]
    )
    first: dict[str, int] = {}
    for place, item in enumerate(items):
        if item is not None:
            first.setdefault(item, place)
    if not first:
        raise BadSeries(f"No row of the item metadata has an item in '{config.item}'.")
    return ItemMetadata(list(first), values[list(first.values())])


def _check(table: Table, config: SeriesConfig) -> None:
    missing = [name for name in (config.item, *config.metadata) if name not in table.column_names]
    if missing:
        raise SchemaMismatch(missing)
