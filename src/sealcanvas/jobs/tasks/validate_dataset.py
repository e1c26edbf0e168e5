"""The task `validate_dataset`: what is wrong with a dataset before a model is built on it."""

from typing import Any

from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.task import task
from sealcanvas.jobs.tasks.preparing import engine_memory, read_tables
from sealcanvas.jobs.tasks.s3_files import read_file

_SECONDS = 10.0


@task("validate_dataset")
def run(context: TaskContext) -> dict[str, Any]:
    """Examine one file; the result holds column names and counts, no values.

    The payload: "file" ({"bucket", "key"}), "target", "problem" and "recipe" ("steps", "tables"), each of which but the
    first may be None.
    """
    from sealcanvas.ml.analysis.quality import examine, rows_within
    from sealcanvas.ml.problem import ProblemType
    from sealcanvas.ml.recipe import Recipe
    from sealcanvas.ml.table import read_table

    place, problem = context.payload["file"], context.payload["problem"]
    context.progress("Reading", 0.05)
    table = read_table(read_file(context, place["bucket"], place["key"]), place["key"].rpartition("/")[2])
    if recipe := context.payload["recipe"]:
        tables = read_tables(context, recipe["tables"]).tables
        options = {"memory_bytes": engine_memory(context), "check": context.check}
        table = Recipe.of(recipe["steps"]).prepare(table, tables, **options)[1]

    def beat() -> None:
        context.progress("Examining", 0.5)

    found = examine(
        table,
        context.payload["target"],
        ProblemType(problem) if problem else None,
        series=problem == ProblemType.TIME_SERIES,
        most_rows=rows_within(_SECONDS, table.num_columns),
        beat=beat,
    )
    return found.to_dict()
