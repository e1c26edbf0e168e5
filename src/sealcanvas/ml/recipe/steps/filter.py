"""Keep or remove rows: by a formula, where a value is missing, or where it lies far out."""

from dataclasses import dataclass, replace

from sealcanvas.ml.errors import BadRecipe
from sealcanvas.ml.recipe.columns import Columns, Kind, Statement
from sealcanvas.ml.recipe.formula.express import express
from sealcanvas.ml.recipe.formula.parse import parse
from sealcanvas.ml.recipe.steps.outliers import check_bounds, learn_bounds, needs_number
from sealcanvas.ml.recipe.steps.step import Ask, Step


@dataclass(frozen=True)
class Filter(Step):
    """`rows`: "keep" or "remove" those where `where` is true, or where `column` `is` "missing" or an "outlier".

    Outliers: farther than `deviations` standard deviations from the mean, or outside of `low` and `high` (either may
    be absent). Rows for which a formula gives a missing value are not those where it is true.
    """

    name = "filter"
    rows: str
    where: str | None = None
    column: str | None = None
    # "is" is a word of Python's.
    what: str | None = None
    deviations: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def selects(self) -> bool:
        """It chooses rows."""
        return True

    def check(self) -> None:
        """One way to choose rows."""
        if self.rows not in ("keep", "remove"):
            raise BadRecipe("The step 'filter' needs rows to be 'keep' or 'remove'.")
        if (self.where is None) == (self.column is None):
            raise BadRecipe("The step 'filter' needs either a formula, as 'where', or a column.")
        if self.where is not None:
            if not isinstance(self.where, str) or (self.what, self.deviations, self.low, self.high) != (None,) * 4:
                raise BadRecipe("The step 'filter' with a formula has no further condition.")
            parse(self.where)
        elif self.what == "outlier":
            check_bounds(self.name, self.deviations, self.low, self.high)
        elif self.what != "missing" or not isinstance(self.column, str):
            raise BadRecipe("The step 'filter' needs 'what' to be 'missing' or 'outlier'.")

    def learn(self, columns: Columns, statement: Statement, ask: Ask) -> Step:
        """Where outliers begin."""
        if self.what != "outlier" or self.deviations is None or self.low is not None:
            return self
        low, high = learn_bounds(columns, str(self.column), float(self.deviations), ask)
        return replace(self, low=low, high=high)

    def apply(self, columns: Columns, statement: Statement, source: str) -> tuple[str, Columns]:
        """Rows stay in their order."""
        test = self._express(columns, statement)[0]
        wanted = f"({test}) IS TRUE"
        return f"SELECT * FROM {source} WHERE {wanted if self.rows == 'keep' else f'NOT ({wanted})'}", columns

    def python(self, columns: Columns) -> list[str]:
        """pandas."""
        test = self._express(columns, Statement())[1]
        return [f"table = table[{'' if self.rows == 'keep' else '~'}holds({test})]"]

    def _express(self, columns: Columns, statement: Statement) -> tuple[str, str]:
        if self.where is not None:
            found = express(parse(self.where), columns, statement)
            if found.kind is not Kind.BOOLEAN:
                raise BadRecipe("The formula of a filter must give true or false, as comparisons do.")
            return found.sql, found.pandas
        column = columns.get(str(self.column))
        code = f"column(table, {column.name!r})"
        if self.what == "missing":
            return f"{column.ref} IS NULL", f"{code}.isna().astype('boolean')"
        needs_number(column)
        tests = [(sign, bound) for sign, bound in (("<", self.low), (">", self.high)) if bound is not None]
        sql = " OR ".join(f"{column.ref} {sign} {statement.value(bound, Kind.NUMBER)}" for sign, bound in tests)
        python = " | ".join(f"({code} {sign} {float(bound)!r})" for sign, bound in tests)
        return sql or "FALSE", python or "constant(table, False)"
