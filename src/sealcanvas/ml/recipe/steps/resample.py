"""Rows by time: one for each period, and for each group in it."""

from dataclasses import dataclass, field

from sealcanvas.ml.errors import BadRecipe
from sealcanvas.ml.recipe.columns import SQL_TYPES, Column, Columns, Kind, Statement
from sealcanvas.ml.recipe.steps.step import Step

_EVERY = {
    "minute": ("minute", 1), "5 minutes": ("minute", 5), "15 minutes": ("minute", 15), "30 minutes": ("minute", 30),
    "hour": ("hour", 1), "day": ("day", 1), "week": ("week", 1), "month": ("month", 1), "quarter": ("quarter", 1),
    "year": ("year", 1),
}  # fmt: skip
_HOW = {
    "sum": "sum({0})", "mean": "avg({0})", "min": "min({0})", "max": "max({0})", "median": "median({0})",
    "count": "CAST(count({0}) AS DOUBLE)", "first": "arg_min({0}, {1})", "last": "arg_max({0}, {1})",
}  # fmt: skip
_PANDAS = {"sum": "lambda v: v.sum(min_count=1)", "count": "lambda v: float(v.count())"}
_OF_NUMBERS = ("sum", "mean", "min", "max", "median")


@dataclass(frozen=True)
class Resample(Step):
    """One row for each period of `every` and each value of `by`; other columns by `aggregate`, or left out.

    Periods begin at their first moment, weeks on Monday; periods without rows have none. `first` and `last` are of the
    rows with a value and a time. Rows without a time are left out. Rows come ordered by groups, then time.
    """

    name = "resample"
    column: str
    every: str
    aggregate: dict[str, str]
    by: list[str] = field(default_factory=list)

    @property
    def selects(self) -> bool:
        """It makes other rows."""
        return True

    def check(self) -> None:
        """A period and ways to aggregate that there are."""
        if not isinstance(self.every, str) or self.every not in _EVERY:
            raise BadRecipe(f"The step 'resample' has no such period. Those that there are: {', '.join(_EVERY)}.")
        if not isinstance(self.aggregate, dict) or not all(how in _HOW for how in map(str, self.aggregate.values())):
            raise BadRecipe(f"The step 'resample' needs for each column one of {', '.join(_HOW)}.")
        if not isinstance(self.by, list | tuple) or not all(isinstance(name, str) for name in (self.column, *self.by)):
            raise BadRecipe("The step 'resample' needs a column of times, and a list of columns as 'by'.")
        if len({self.column, *self.by, *self.aggregate}) < 1 + len(self.by) + len(self.aggregate):
            raise BadRecipe("The step 'resample' names a column twice.")

    def apply(self, columns: Columns, statement: Statement, source: str) -> tuple[str, Columns]:
        """Grouped and ordered."""
        time = columns.get(self.column)
        if time.kind is not Kind.TIME:
            raise BadRecipe(f"The column '{self.column:.100}' holds {time.kind}, no times.")
        moment = f"CAST({time.ref} AS TIMESTAMP)"
        period = Column(self.column, Kind.TIME, statement.ref())
        groups = [columns.get(name) for name in self.by]
        made, told = {period.name: period}, [f"{_floor(moment, self.every)} AS {period.ref}"]
        told += [group.ref for group in groups]
        made |= {group.name: group for group in groups}
        for name, how in self.aggregate.items():
            column = columns.get(name)
            if how in _OF_NUMBERS and column.kind is not Kind.NUMBER:
                raise BadRecipe(f"The column '{name:.100}' holds {column.kind}; '{how}' is of numbers.")
            value = f"CAST({column.ref} AS {SQL_TYPES[column.kind]})"
            one = Column(name, Kind.NUMBER if how == "count" else column.kind, statement.ref())
            told.append(f"{_HOW[how].format(value, moment)} AS {one.ref}")
            made[name] = one
        keys = ", ".join([period.ref, *(group.ref for group in groups)])
        order = ", ".join(f"{ref} NULLS LAST" for ref in [*(group.ref for group in groups), period.ref])
        query = f"SELECT {', '.join(told)} FROM {source} WHERE {time.ref} IS NOT NULL GROUP BY {keys} ORDER BY {order}"
        return query, Columns(made)

    def python(self, columns: Columns) -> list[str]:
        """pandas."""
        keys = [*self.by, self.column]
        unit, count = _EVERY[self.every]
        letter = {"minute": "min", "hour": "h", "day": "D"}.get(unit)
        if letter:
            floored = f".dt.floor('{count}{letter}')"
        else:
            period = {"week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}[unit]
            floored = f".dt.to_period('{period}').dt.start_time"
        hows = {name: _PANDAS.get(how, repr(how)) for name, how in self.aggregate.items()}
        told = ", ".join(f"{name!r}: {how}" for name, how in hows.items())
        numbers = [name for name, how in self.aggregate.items() if how in _OF_NUMBERS]
        return [
            f"table = table[column(table, {self.column!r}).notna()].sort_values({self.column!r}, kind='stable')",
            *(f"table[{name!r}] = column(table, {name!r})" for name in numbers),
            f"table[{self.column!r}] = column(table, {self.column!r}){floored}.astype('datetime64[us]')",
            f"table = table.groupby({keys!r}, dropna=False, sort=True).agg({{{told}}}).reset_index()"
            if self.aggregate
            else f"table = table[{keys!r}].drop_duplicates().sort_values({keys!r}).reset_index(drop=True)",
            f"table = table[{[self.column, *self.by, *self.aggregate]!r}]",
        ]


def _floor(moment: str, every: str) -> str:
    unit, count = _EVERY[every]
    if count == 1:
        return f"CAST(date_trunc('{unit}', {moment}) AS TIMESTAMP)"
    return f"time_bucket(INTERVAL {count} MINUTE, {moment})"
