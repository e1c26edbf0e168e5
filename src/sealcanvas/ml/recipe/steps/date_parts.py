"""Parts of a time as columns of their own."""

from dataclasses import dataclass

from sealcanvas.ml.errors import BadRecipe
from sealcanvas.ml.recipe.columns import Column, Columns, Kind, Statement
from sealcanvas.ml.recipe.formula.functions import FUNCTIONS
from sealcanvas.ml.recipe.steps.step import Step, is_texts

PARTS = ("year", "quarter", "month", "week", "day", "weekday", "day_of_year", "hour", "minute")
"""Weekdays count from Monday, which is 0; weeks are those of ISO 8601."""


@dataclass(frozen=True)
class DateParts(Step):
    """`parts` of `column`, as new columns called after both: "day_month"."""

    name = "date_parts"
    column: str
    parts: list[str]

    def check(self) -> None:
        """Parts that there are, each once."""
        if not isinstance(self.column, str) or not is_texts(self.parts) or len(set(self.parts)) < len(self.parts):
            raise BadRecipe("The step 'date_parts' needs a column and a list of parts.")
        for part in self.parts:
            if part not in PARTS:
                raise BadRecipe(f"There is no part '{part:.40}' of a date. Those that there are: {', '.join(PARTS)}.")

    def apply(self, columns: Columns, statement: Statement, source: str) -> tuple[str, Columns]:
        """Numbers all."""
        column = columns.get(self.column)
        if column.kind is not Kind.TIME:
            raise BadRecipe(
                f"The column '{self.column:.100}' holds {column.kind}, no times. A formula's date(…) reads them."
            )
        told = []
        for part in self.parts:
            made = Column(columns.free(f"{self.column}_{part}"), Kind.NUMBER, statement.ref())
            told.append(f"{FUNCTIONS[part].sql.format(f'CAST({column.ref} AS TIMESTAMP)')} AS {made.ref}")
            columns = columns.put(made)
        return f"SELECT *, {', '.join(told)} FROM {source}", columns

    def python(self, columns: Columns) -> list[str]:
        """pandas."""
        code = f"column(table, {self.column!r})"
        return [f"table[{f'{self.column}_{part}'!r}] = {FUNCTIONS[part].pandas.format(code)}" for part in self.parts]
