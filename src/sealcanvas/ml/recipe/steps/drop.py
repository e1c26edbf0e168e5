"""Leave columns out."""

from dataclasses import dataclass

from sealcanvas.ml.errors import BadRecipe
from sealcanvas.ml.recipe.columns import Columns, Statement
from sealcanvas.ml.recipe.steps.step import Step, is_texts


@dataclass(frozen=True)
class Drop(Step):
    """`columns` are left out."""

    name = "drop"
    columns: list[str]

    def check(self) -> None:
        """A list of names."""
        if not is_texts(self.columns):
            raise BadRecipe("The step 'drop' needs a list of columns.")

    def apply(self, columns: Columns, statement: Statement, source: str) -> tuple[str, Columns]:
        """Nothing is asked for them any more."""
        left = columns.without(self.columns)
        if not len(left):
            raise BadRecipe("The step 'drop' leaves no column.")
        return f"SELECT * FROM {source}", left

    def python(self, columns: Columns) -> list[str]:
        """pandas."""
        return [f"table = table.drop(columns={list(self.columns)!r})"]
