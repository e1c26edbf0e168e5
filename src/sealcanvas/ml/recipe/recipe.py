"""A model recipe: steps in their order, checked against a table's columns, applied by an engine, told in pandas."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sealcanvas.ml.errors import BadRecipe, SchemaMismatch
from sealcanvas.ml.recipe.columns import Kind
from sealcanvas.ml.recipe.plan import At, Frame, Plan
from sealcanvas.ml.recipe.steps.join import Join
from sealcanvas.ml.recipe.steps.step import Step
from sealcanvas.ml.registry import import_all

_MOST_STEPS, _LONGEST = 200, 256 << 10
_MEMORY = 1 << 30
# A join may repeat rows, within reason.
_MORE_ROWS, _MOST_REPEATED = 1_000_000, 10


@dataclass(frozen=True)
class Recipe:
    """A version of a recipe: every change makes another one, and the ones before stay as they are."""

    steps: tuple[Step, ...] = ()

    @classmethod
    def of(cls, told: Any) -> "Recipe":
        """From a list of steps, or its JSON text. Raises BadRecipe."""
        import_all("sealcanvas.ml.recipe.steps")
        if isinstance(told, str):
            if len(told) > _LONGEST:
                raise BadRecipe(f"A recipe may have at most {_LONGEST >> 10} KiB.")
            try:
                told = json.loads(told)
            except (ValueError, RecursionError):
                raise BadRecipe("The recipe is no JSON.") from None
        if not isinstance(told, list | tuple):
            raise BadRecipe("A recipe must be a list of steps.")
        try:
            length = len(json.dumps(told, ensure_ascii=False).encode())
        except (TypeError, ValueError, RecursionError):  # half a character, or no JSON
            raise BadRecipe("The recipe holds what cannot be written as JSON in UTF-8.") from None
        if length > _LONGEST:
            raise BadRecipe(f"A recipe may have at most {_LONGEST >> 10} KiB.")
        if len(told) > _MOST_STEPS:
            raise BadRecipe(f"A recipe may have at most {_MOST_STEPS} steps.")
        steps = []
        for number, step in enumerate(told, 1):
            with At(number):
                steps.append(Step.of(step))
        return cls(tuple(steps))

    def to_json(self) -> list[dict[str, Any]]:
        """The inverse of `of`."""
        return [step.to_json() for step in self.steps]

    def with_step(self, told: Any) -> "Recipe":
        """The version with one more step. Raises BadRecipe."""
        return Recipe.of([*self.to_json(), told])

    def undone(self, steps: int = 1) -> "Recipe":
        """The version without the last steps."""
        return Recipe(self.steps[: max(0, len(self.steps) - steps)])

    def columns(self, schema: Any, others: Mapping[str, Any] | None = None) -> dict[str, Kind]:
        """What a table has after the recipe; checks all of it.

        Args:
            schema: a table's pyarrow.Schema, or the kinds of its columns by name.
            others: those of the tables that it joins, by name.

        Raises:
            BadRecipe: it does not fit; the step is told.
        """
        plan = Plan(schema, others or {})
        for number, step in enumerate(self.steps, 1):
            with At(number):
                plan.add(step)
        return {column.name: column.kind for column in plan.columns}

    def fitted(
        self,
        table: Frame,
        schema: Any,
        others: Mapping[str, Any] | None = None,
        *,
        memory_bytes: int = _MEMORY,
        check: Callable[[], None] = lambda: None,
    ) -> "Recipe":
        """The version that knows what its steps take from these rows: means, bounds, most frequent values.

        Raises:
            BadRecipe: it does not fit.
        """
        others = others or {}
        plan = Plan(schema, {name: other.schema for name, other in others.items()})
        steps = []
        with plan.engine(table, others, memory_bytes, check) as engine:
            for number, step in enumerate(self.steps, 1):
                with At(number):
                    learnt = step.learn(plan.columns, plan.statement, plan.asking(engine))
                    plan.add(learnt)
                    steps.append(learnt)
        return Recipe(tuple(steps))

    def apply(
        self,
        table: Frame,
        schema: Any,
        others: Mapping[str, Any] | None = None,
        *,
        rows: int | None = None,
        memory_bytes: int = _MEMORY,
        check: Callable[[], None] = lambda: None,
    ) -> Iterator[Any]:
        """The table after a fitted recipe, in record batches.

        Args:
            table: a pyarrow.Table, or a function that gives a fresh RecordBatchReader of `schema`.
            others: the tables that it joins, by name.
            rows: of the table, if they are known: what a join may give is bounded by them.
        """
        import pyarrow as pa

        others = others or {}
        plan = Plan(schema, {name: other.schema for name, other in others.items()})
        for number, step in enumerate(self.steps, 1):
            with At(number):
                plan.add(step)
        count = table.num_rows if rows is None and not callable(table) else rows
        most = 1 << 62 if count is None else _MORE_ROWS + _MOST_REPEATED * count
        with plan.engine(table, others, memory_bytes, check) as engine:
            for batch in engine.read(plan.query(), plan.statement.parameters, most):
                yield pa.RecordBatch.from_arrays(batch.columns, plan.columns.names)

    def prepare(self, table: Any, others: Mapping[str, Any] | None = None, **options: Any) -> tuple["Recipe", Any]:
        """Fit on a pyarrow.Table and apply to it: the fitted recipe, and the table after it. Raises BadRecipe."""
        fitted = self.fitted(table, table.schema, others, **options)
        return fitted, fitted.table(table, others, **options)

    def table(self, table: Any, others: Mapping[str, Any] | None = None, **options: Any) -> Any:
        """A pyarrow.Table after a fitted recipe. Raises BadRecipe."""
        import pyarrow as pa

        batches = list(self.apply(table, table.schema, others, **options))
        if batches:
            return pa.Table.from_batches(batches)
        kinds = {
            Kind.NUMBER: pa.float64(),
            Kind.TEXT: pa.string(),
            Kind.BOOLEAN: pa.bool_(),
            Kind.TIME: pa.timestamp("us"),
        }
        told = self.columns(table.schema, {name: other.schema for name, other in (others or {}).items()})
        return pa.table({name: pa.array([], kinds[kind]) for name, kind in told.items()})

    def to_predict(self) -> "Recipe":
        """What rows to predict go through: without steps that choose rows, with joins that keep every row."""
        steps = [replace(step, how="left") if isinstance(step, Join) else step for step in self.steps]
        return Recipe(tuple(step for step in steps if not step.selects))

    def rows_to_predict(self, table: Any, schema: Any, others: Mapping[str, Any] | None = None, **options: Any) -> Any:
        """A table to predict after a fitted recipe: a row each, in their order.

        Steps that choose rows are left out, and joins take the first side's rows. Columns that the table lacks are
        missing throughout, where training had them: a target is not known yet.

        Args:
            schema: of the table that the recipe was made for.

        Raises:
            BadRecipe: a table that is joined has a key twice.
            SchemaMismatch: no column of the recipe's table is there.
        """
        import pyarrow as pa

        absent = [name for name in schema.names if name not in table.column_names]
        if len(absent) == len(schema.names):
            raise SchemaMismatch(absent)
        full = pa.table(
            {
                field.name: table[field.name].cast(field.type)
                if field.name in table.column_names
                else pa.nulls(table.num_rows, field.type)
                for field in schema
            }
        )
        found = self.to_predict().table(full, others, **options)
        if found.num_rows != table.num_rows:
            raise BadRecipe("A table that the recipe joins has a key twice, so that a row would get two predictions.")
        kept = [name for name in found.column_names if name not in absent]
        return found.select(kept)

    def python(self, schema: Any, others: Mapping[str, Any] | None = None) -> str:
        """The fitted recipe as a Python script: `prepare(table, tables)` on pandas. Raises BadRecipe."""
        from sealcanvas.ml.recipe.script import script

        plan = Plan(schema, others or {})
        lines: list[str] = []
        for number, step in enumerate(self.steps, 1):
            with At(number):
                lines += [f"# {number}. {step.name}", *step.python(plan.columns)]
                plan.add(step)
        return script(lines, plan.columns.names)
