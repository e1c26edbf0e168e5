"""Bring in the columns of another table."""

from dataclasses import dataclass
from typing import Any

from sealcanvas.ml.errors import BadRecipe
from sealcanvas.ml.recipe.columns import Column, Columns, Statement
from sealcanvas.ml.recipe.steps.step import Step

_HOW = {"inner": "INNER", "left": "LEFT", "right": "RIGHT", "outer": "FULL"}


@dataclass(frozen=True)
class Join(Step):
    """Rows of both tables whose keys are equal, `how` as SQL's joins are called; missing keys equal nothing.

    Attributes:
        table: the other table, by the name it is given under.
        on: pairs of a column here and one there.
    """

    name = "join"
    table: str
    how: str
    on: list[list[str]]

    @property
    def selects(self) -> bool:
        """All but a left join choose rows; a left one may repeat them."""
        return self.how != "left"

    def check(self) -> None:
        """A way to join, and pairs."""
        if not isinstance(self.table, str) or not isinstance(self.how, str) or self.how not in _HOW:
            raise BadRecipe(f"The step 'join' needs a table, and how: {', '.join(_HOW)}.")
        if not isinstance(self.on, list | tuple) or not self.on or not all(_is_pair(pair) for pair in self.on):
            raise BadRecipe("The step 'join' needs pairs of columns, one of each table.")

    def apply(self, columns: Columns, statement: Statement, source: str) -> tuple[str, Columns]:
        """Not of one table alone."""
        raise AssertionError("the recipe joins, as it knows the other table")

    def join(
        self, columns: Columns, statement: Statement, source: str, other: Columns, place: str
    ) -> tuple[str, Columns]:
        """As `apply`, with the other table's columns, and what the engine calls it."""
        left, right = [columns.get(here) for here, _ in self.on], [other.get(there) for _, there in self.on]
        for here, there in zip(left, right, strict=True):
            if here.kind is not there.kind:
                raise BadRecipe(
                    f"'{here.name:.100}' holds {here.kind} and '{there.name:.100}' {there.kind}: no key of both."
                )
        told, made, hidden = [], columns, {column.name for column in right}
        for here, there in zip(left, right, strict=True):
            key = Column(here.name, here.kind, statement.ref())
            told.append(f"coalesce(a.{here.ref}, b.{there.ref}) AS {key.ref}")
            made = made.put(key)
        for column in other:
            if column.name not in hidden:
                name = column.name if column.name not in made else made.free(f"{column.name}_{self.table}")
                one = Column(name, column.kind, statement.ref())
                told.append(f"b.{column.ref} AS {one.ref}")
                made = made.put(one)
        equal = " AND ".join(f"a.{here.ref} = b.{there.ref}" for here, there in zip(left, right, strict=True))
        return f"SELECT a.*, {', '.join(told)} FROM {source} AS a {_HOW[self.how]} JOIN {place} AS b ON {equal}", made

    def python(self, columns: Columns) -> list[str]:
        """pandas; rows without a key are set aside, since pandas takes missing keys for equal."""
        here, there = [pair[0] for pair in self.on], [pair[1] for pair in self.on]
        return [
            f"table = joined(table, tables[{self.table!r}], {here!r}, {there!r}, {self.how!r}, {'_' + self.table!r})"
        ]


def _is_pair(pair: Any) -> bool:
    return isinstance(pair, list | tuple) and len(pair) == 2 and all(isinstance(each, str) for each in pair)
