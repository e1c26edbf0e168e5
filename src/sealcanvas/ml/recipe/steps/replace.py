"""Put other values in the place of missing ones, of outliers, or of a value."""

from dataclasses import dataclass, replace
from typing import Any

from sealcanvas.ml.errors import BadRecipe
from sealcanvas.ml.recipe.columns import SQL_TYPES, Column, Columns, Kind, Statement
from sealcanvas.ml.recipe.steps.outliers import check_bounds, learn_bounds, needs_number
from sealcanvas.ml.recipe.steps.step import Ask, Step, is_number, put

_LEARNT = ("mean", "median", "mode")
_NOTHING = "missing"


@dataclass(frozen=True)
class Replace(Step):
    """In `column`, `what` ("missing", "outlier" or "value") becomes something else.

    Attributes:
        by: "value", "mean", "median", "mode" (of the rows learnt from), "missing", or "bound" (of outliers).
        value: what is put there.
        old: which value is replaced.
        deviations, low, high: what an outlier is, as for filters.
        learnt: the mean, median or mode, once it is known.
    """

    name = "replace"
    column: str
    what: str
    by: str
    value: Any = None
    old: Any = None
    deviations: float | None = None
    low: float | None = None
    high: float | None = None
    learnt: Any = None

    def check(self) -> None:
        """Members that belong together."""
        if self.what not in ("missing", "outlier", "value"):
            raise BadRecipe("The step 'replace' needs 'what' to be 'missing', 'outlier' or 'value'.")
        if self.by not in ("value", _NOTHING, "bound", *_LEARNT) or (self.by == "bound" and self.what != "outlier"):
            raise BadRecipe("The step 'replace' cannot do that: 'by' is value, mean, median, mode, missing or bound.")
        if not isinstance(self.column, str) or (self.by == "value") != (self.value is not None):
            raise BadRecipe("The step 'replace' needs a column, and a value where 'by' is 'value', and only there.")
        if (self.what == "value") != (self.old is not None) or (self.what == "missing" and self.by == _NOTHING):
            raise BadRecipe("The step 'replace' needs 'old' where 'what' is 'value', and only there.")
        if self.what == "outlier":
            check_bounds(self.name, self.deviations, self.low, self.high)

    def learn(self, columns: Columns, statement: Statement, ask: Ask) -> Step:
        """The mean, median or most frequent value, and where outliers begin."""
        learnt, low, high = self.learnt, self.low, self.high
        column = columns.get(self.column)
        if self.by in _LEARNT and learnt is None:
            learnt = _learn(column, self.by, ask)
        if self.what == "outlier" and self.deviations is not None and low is None and high is None:
            low, high = learn_bounds(columns, self.column, float(self.deviations), ask)
        return replace(self, learnt=learnt, low=low, high=high)

    def apply(self, columns: Columns, statement: Statement, source: str) -> tuple[str, Columns]:
        """The column keeps its place and kind."""
        column = columns.get(self.column)
        now = f"CAST({column.ref} AS {SQL_TYPES[column.kind]})"
        sql = f"CASE WHEN {self._test(column, now, statement)} THEN {self._new(column, now, statement)} ELSE {now} END"
        return put(columns, self.column, column.kind, sql, statement, source)

    def _test(self, column: Column, now: str, statement: Statement) -> str:
        if self.what == "missing":
            return f"{now} IS NULL"
        if self.what == "value":
            return f"{now} = {statement.value(_fit(self.old, column), column.kind)}"
        needs_number(column)
        bounds = [(sign, bound) for sign, bound in (("<", self.low), (">", self.high)) if bound is not None]
        return " OR ".join(f"{now} {sign} {statement.value(bound, Kind.NUMBER)}" for sign, bound in bounds) or "FALSE"

    def _new(self, column: Column, now: str, statement: Statement) -> str:
        if self.by == "bound":
            found = now
            if self.low is not None:
                found = f"greatest({found}, {statement.value(self.low, Kind.NUMBER)})"
            return found if self.high is None else f"least({found}, {statement.value(self.high, Kind.NUMBER)})"
        value = self.value if self.by == "value" else self.learnt
        return "NULL" if value is None else statement.value(_fit(value, column), column.kind)

    def python(self, columns: Columns) -> list[str]:
        """pandas."""
        column = columns.get(self.column)
        value = self.value if self.by == "value" else self.learnt
        new = f"missing(table, '{column.kind}')" if value is None else _constant(value, column)
        if self.by == "bound":
            new = f"values.clip({self.low!r}, {self.high!r})"
        if self.what == "missing":
            test = "values.isna()"
        elif self.what == "value":
            test = f"holds(compared(values, '=', {_constant(self.old, column)}))"
        else:
            bounds = [(sign, bound) for sign, bound in (("<", self.low), (">", self.high)) if bound is not None]
            tests = " | ".join(f"(values {sign} {bound!r})" for sign, bound in bounds)
            test = f"holds({tests})" if tests else "values.isna() & False"
        return [f"values = column(table, {self.column!r})", f"table[{self.column!r}] = values.mask({test}, {new})"]


def _learn(column: Column, how: str, ask: Ask) -> Any:
    if how == "mode":
        value = f"CAST({column.ref} AS {'VARCHAR' if column.kind is Kind.TIME else SQL_TYPES[column.kind]})"
        found = ask([value, "count(*)"], f"WHERE {column.ref} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1")
        return found[0] if found else None
    if column.kind is not Kind.NUMBER:
        raise BadRecipe(f"The column '{column.name:.100}' holds {column.kind}, which has no {how}. Choose the mode.")
    value = f"CAST({column.ref} AS DOUBLE)"
    return ask([f"{'avg' if how == 'mean' else 'median'}({value})"], "")[0]


def _fit(value: Any, column: Column) -> Any:
    fits = {
        Kind.NUMBER: is_number(value),
        Kind.BOOLEAN: isinstance(value, bool),
        Kind.TEXT: isinstance(value, str),
        Kind.TIME: isinstance(value, str) and _is_moment(value),
    }
    if not fits[column.kind]:
        raise BadRecipe(f"The column '{column.name:.100}' holds {column.kind}; the value given is none.")
    return value


def _is_moment(text: str) -> bool:
    from datetime import datetime

    try:
        return datetime.fromisoformat(text).tzinfo is None
    except ValueError:
        return False


def _constant(value: Any, column: Column) -> str:
    if column.kind is Kind.TIME:
        return f"moment(table, {value!r})"
    return f"constant(table, {float(value) if column.kind is Kind.NUMBER else value!r})"
