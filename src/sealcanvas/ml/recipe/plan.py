"""A recipe against a table's columns: queries that rest on one another, one a step."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from sealcanvas.ml.errors import BadRecipe
from sealcanvas.ml.recipe.columns import Column, Columns, Statement, kind_of
from sealcanvas.ml.recipe.steps.join import Join
from sealcanvas.ml.recipe.steps.step import Step

if TYPE_CHECKING:
    from sealcanvas.ml.recipe.engine import Engine

INPUT = "input"

Frame = Any
"""A pyarrow.Table, or a function that gives a fresh pyarrow.RecordBatchReader each time it is called."""


class Plan:
    """Queries that rest on one another, one a step."""

    def __init__(self, schema: Any, others: Mapping[str, Any]) -> None:
        self.statement = Statement()
        self._refs: dict[str, list[str]] = {}
        self._others: dict[str, tuple[str, Columns]] = {}
        self.columns = self._table(INPUT, schema)
        for number, (name, other) in enumerate(others.items()):
            place = f"other{number}"
            self._others[name] = (place, self._table(place, other))
        self._queries: list[str] = []

    def _table(self, place: str, schema: Any) -> Columns:
        kinds = schema if isinstance(schema, Mapping) else {field.name: kind_of(field.type) for field in schema}
        found = {name: Column(name, kind, self.statement.ref()) for name, kind in kinds.items()}
        self._refs[place] = [column.ref for column in found.values()]
        return Columns(found)

    @property
    def _last(self) -> str:
        return f"s{len(self._queries)}" if self._queries else INPUT

    def add(self, step: Step) -> None:
        """One more step. Raises BadRecipe."""
        if isinstance(step, Join):
            if step.table not in self._others:
                raise BadRecipe(f"There is no table '{step.table:.100}' to join.")
            place, other = self._others[step.table]
            query, self.columns = step.join(self.columns, self.statement, self._last, other, place)
        else:
            query, self.columns = step.apply(self.columns, self.statement, self._last)
        self._queries.append(query)

    def query(self, told: str | None = None, behind: str = "") -> str:
        """The table so far, or expressions over it."""
        told = told or ", ".join(column.ref for column in self.columns)
        names = [f"s{number} AS ({query})" for number, query in enumerate(self._queries, 1)]
        return f"{'WITH ' + ', '.join(names) if names else ''} SELECT {told} FROM {self._last} {behind}"

    def asking(self, engine: "Engine") -> Callable[[list[str], str], list[Any]]:
        """For steps that learn."""
        return lambda told, behind: engine.ask(self.query(", ".join(told), behind), self.statement.parameters)

    def engine(self, table: Frame, others: Mapping[str, Any], memory_bytes: int, check: Callable[[], None]) -> "Engine":
        """The engine over these frames."""
        from sealcanvas.ml.recipe.engine import Engine

        frames = {INPUT: table} | {self._others[name][0]: other for name, other in others.items()}
        return Engine(frames, self._refs, memory_bytes, check)


class At:
    """Tells which step an error is of."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, BadRecipe) and error.step is None:
            told = f"Step {self._number}: {error.message}"
            raise BadRecipe(told, step=self._number, position=error.position) from None
