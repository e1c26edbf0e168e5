"""Give a column another name."""

from dataclasses import dataclass

from sealcanvas.ml.errors import BadRecipe
from sealcanvas.ml.recipe.columns import Columns, Statement
from sealcanvas.ml.recipe.steps.step import Step


@dataclass(frozen=True)
class Rename(Step):
    """`column` is called `to`."""

    name = "rename"
    column: str
    to: str

    def check(self) -> None:
        """Two names."""
        if not isinstance(self.column, str) or not isinstance(self.to, str):
            raise BadRecipe("The step 'rename' needs two names.")

    def apply(self, columns: Columns, statement: Statement, source: str) -> tuple[str, Columns]:
        """The engine's name stays."""
        return f"SELECT * FROM {source}", columns.renamed(self.column, self.to)

    def python(self, columns: Columns) -> list[str]:
        """pandas."""
        return [f"table = table.rename(columns={{{self.column!r}: {self.to!r}}})"]
