"""A fitted recipe as it belongs to a model: prepares rows to predict as training's rows were prepared."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from sealcanvas.ml import arrow
from sealcanvas.ml.columns import numbers
from sealcanvas.ml.errors import BadBundle, BadRecipe, SchemaMismatch
from sealcanvas.ml.recipe.columns import Kind, kind_of
from sealcanvas.ml.recipe.recipe import Recipe
from sealcanvas.ml.recipe.steps.rename import Rename
from sealcanvas.ml.table_types import strings

MOST_TABLE_BYTES = 128 << 20
"""Of all tables that a recipe joins: they become a part of the model."""

_PREDICTING = 256 << 20
_TYPES = {
    Kind.NUMBER: pa.float64(),
    Kind.TEXT: pa.string(),
    Kind.BOOLEAN: pa.bool_(),
    Kind.TIME: pa.timestamp("us"),
}
_PART = "preparation/{}.parquet"


@dataclass(frozen=True)
class Preparation:
    """What a model needs to take rows as they come.

    Attributes:
        recipe: fitted.
        kinds: of the columns that the table had before the recipe, by name.
        target: the one of them that the target was made from, which rows to predict may lack; "" for none.
        tables: those that are joined, by name.
    """

    recipe: Recipe
    kinds: dict[str, Kind]
    target: str
    tables: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def learn(
        cls,
        recipe: Recipe,
        table: Any,
        target: str,
        tables: Mapping[str, Any],
        *,
        memory_bytes: int,
        check: Callable[[], None] = lambda: None,
    ) -> "tuple[Preparation, Any]":
        """Fit a recipe on training's rows: what belongs to the model, and the table after it.

        Args:
            target: the column to learn, after the recipe.

        Raises:
            BadRecipe: it does not fit, joins too much, or would give rows to predict other columns than training's.
        """
        if sum(each.nbytes for each in tables.values()) > MOST_TABLE_BYTES:
            raise BadRecipe(
                f"The tables that the recipe joins take more than {MOST_TABLE_BYTES >> 20} MiB. They become a part of "
                "the model; join smaller ones."
            )
        fitted, made = recipe.prepare(table, tables, memory_bytes=memory_bytes, check=check)
        kinds = {each.name: kind_of(each.type) for each in table.schema}
        preparation = cls(fitted, kinds, _origin(fitted, target, kinds), dict(tables))
        told = preparation._columns_to_predict()
        for column in made.schema:
            if column.name != target and told.get(column.name) is not kind_of(column.type):
                raise BadRecipe(
                    f"The column '{column.name:.100}' is made from several rows, which rows to predict do not have. "
                    "Leave it out, or make it by a formula."
                )
        return preparation, made

    @property
    def columns(self) -> list[str]:
        """What rows to predict must have, in order."""
        return [name for name in self.kinds if name != self.target]

    def rows(self, table: Any) -> Any:
        """A table of rows to predict, prepared: a row each, in their order.

        Raises:
            SchemaMismatch: names each missing column.
            BadRecipe: a table that is joined has a key twice.
        """
        from sealcanvas.ml.tabular.features.origin import Origin, as_trained

        missing = [name for name in self.columns if name not in table.column_names]
        if missing:
            raise SchemaMismatch(missing)
        origins = {Kind.NUMBER: Origin.NUMBER, Kind.TEXT: Origin.TEXT, Kind.BOOLEAN: Origin.BOOLEAN}
        full = {}
        for name, kind in self.kinds.items():
            if name not in table.column_names:
                full[name] = pa.nulls(table.num_rows, _TYPES[kind])
                continue
            read = as_trained(table[name], origins.get(kind, Origin.MOMENT))
            if kind is Kind.TEXT:
                read = strings(read)
            elif kind is Kind.NUMBER:
                values = numbers(read)
                read = arrow.keep(arrow.column(values), arrow.mask(~np.isnan(values)))
            full[name] = read.cast(_TYPES[kind])
        whole = pa.table(full)
        return self.recipe.rows_to_predict(whole, whole.schema, self.tables, memory_bytes=_PREDICTING)

    def python(self) -> str:
        """As a script: see `Recipe.python`."""
        return self.recipe.python(self.kinds, {name: table.schema for name, table in self.tables.items()})

    def to_bundle(self) -> tuple[dict[str, Any], dict[str, bytes]]:
        """Of the manifest, and parts."""
        from sealcanvas.ml.table import to_parquet

        manifest = {
            "steps": self.recipe.to_json(),
            "columns": [[name, str(kind)] for name, kind in self.kinds.items()],
            "target": self.target,
            "tables": list(self.tables),
        }
        return manifest, {_PART.format(place): to_parquet(table) for place, table in enumerate(self.tables.values())}

    @classmethod
    def from_bundle(cls, manifest: Mapping[str, Any], parts: Mapping[str, bytes]) -> "Preparation":
        """From `to_bundle`. Raises BadBundle."""
        from sealcanvas.ml.table import read_table

        try:
            return cls(
                Recipe.of(json.loads(json.dumps(manifest["steps"]))),
                {name: Kind(kind) for name, kind in manifest["columns"]},
                manifest["target"],
                {name: read_table(parts[_PART.format(place)]) for place, name in enumerate(manifest["tables"])},
            )
        except BadRecipe as error:
            raise BadBundle("The model file's recipe cannot be read.") from error

    def _columns_to_predict(self) -> dict[str, Kind]:
        return self.recipe.to_predict().columns(self.kinds, {name: table.schema for name, table in self.tables.items()})


def _origin(recipe: Recipe, target: str, kinds: Mapping[str, Kind]) -> str:
    """The column before the recipe that is the target behind it; "" where a step made it."""
    name = target
    for step in reversed(recipe.steps):
        if isinstance(step, Rename) and step.to == name:
            name = step.column
    return name if name in kinds else ""
