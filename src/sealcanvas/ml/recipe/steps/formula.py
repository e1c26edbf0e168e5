"""A column made from others."""

from dataclasses import dataclass

from sealcanvas.ml.errors import BadRecipe
from sealcanvas.ml.recipe.columns import Columns, Statement
from sealcanvas.ml.recipe.formula.express import express
from sealcanvas.ml.recipe.formula.parse import parse
from sealcanvas.ml.recipe.steps.step import Step, put


@dataclass(frozen=True)
class Formula(Step):
    """`column`, a new one or one to be replaced, gets what `formula` gives."""

    name = "formula"
    column: str
    formula: str

    def check(self) -> None:
        """The formula can be read."""
        if not isinstance(self.column, str) or not isinstance(self.formula, str):
            raise BadRecipe("The step 'formula' needs a column and a formula.")
        parse(self.formula)

    def apply(self, columns: Columns, statement: Statement, source: str) -> tuple[str, Columns]:
        """Computed for each row by itself."""
        if self.column not in columns:
            columns.free(self.column)
        found = express(parse(self.formula), columns, statement)
        if found.kind is None:
            raise BadRecipe(f"The formula of '{self.column}' gives nothing but missing values.")
        return put(columns, self.column, found.kind, found.sql, statement, source)

    def python(self, columns: Columns) -> list[str]:
        """pandas."""
        found = express(parse(self.formula), columns, Statement())
        return [f"table[{self.column!r}] = {found.pandas}"]
