"""A table's columns between two steps: their names, what they hold, and how the engine calls them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from typing import Any

from sealcanvas.ml.errors import BadRecipe


class Kind(StrEnum):
    """What a column or a formula holds."""

    NUMBER = "number"
    TEXT = "text"
    BOOLEAN = "boolean"
    TIME = "time"


SQL_TYPES = {Kind.NUMBER: "DOUBLE", Kind.TEXT: "VARCHAR", Kind.BOOLEAN: "BOOLEAN", Kind.TIME: "TIMESTAMP"}


@dataclass(frozen=True)
class Column:
    """`ref`: the engine's name of it, which no user chose: no SQL that is made here holds a word of a user's."""

    name: str
    kind: Kind
    ref: str


class Columns:
    """Columns in their order, found by name (case-sensitive)."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self._columns = dict(columns)

    def __iter__(self) -> Iterator[Column]:
        return iter(self._columns.values())

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def __len__(self) -> int:
        return len(self._columns)

    @property
    def names(self) -> list[str]:
        """In their order."""
        return list(self._columns)

    def get(self, name: str) -> Column:
        """One of them. Raises BadRecipe."""
        if name not in self._columns:
            raise BadRecipe(f"There is no column '{name:.100}' at this point of the recipe (names are case-sensitive).")
        return self._columns[name]

    def put(self, column: Column) -> "Columns":
        """With a column in the place of the one of the same name, or behind all."""
        return Columns(self._columns | {column.name: column})

    def without(self, names: list[str]) -> "Columns":
        """Without some. Raises BadRecipe."""
        for name in names:
            self.get(name)
        gone = set(names)
        return Columns({name: column for name, column in self._columns.items() if name not in gone})

    def renamed(self, name: str, to: str) -> "Columns":
        """With another name in the same place. Raises BadRecipe."""
        self.get(name)
        self.free(to)
        return Columns(
            {
                column.name: column
                for column in (
                    Column(to, column.kind, column.ref) if column.name == name else column for column in self
                )
            }
        )

    def free(self, name: str) -> str:
        """A name that a further column may have. Raises BadRecipe."""
        if not name.strip() or len(name) > 255:
            raise BadRecipe("A column's name must have 1 to 255 characters.")
        if name in self._columns:
            raise BadRecipe(f"There is a column '{name:.100}' already. Choose another name.")
        return name


def kind_of(told: Any) -> Kind:
    """Of an Arrow type as tables have them."""
    import pyarrow as pa  # not above: whoever only checks a recipe has no need of it

    if pa.types.is_boolean(told):
        return Kind.BOOLEAN
    if pa.types.is_temporal(told):
        return Kind.TIME
    return Kind.NUMBER if pa.types.is_integer(told) or pa.types.is_floating(told) else Kind.TEXT


class Statement:
    """What a query is made of beside its text: parameters and fresh names."""

    def __init__(self) -> None:
        self.parameters: dict[str, Any] = {}
        self._refs = count()

    def value(self, value: Any, kind: Kind) -> str:
        """A value as a parameter, never as text of the query."""
        name = f"p{len(self.parameters)}"
        self.parameters[name] = float(value) if kind is Kind.NUMBER and not isinstance(value, bool) else value
        return f"CAST(${name} AS {SQL_TYPES[kind]})"

    def ref(self) -> str:
        """A column name that no other has."""
        return f"c{next(self._refs)}"
