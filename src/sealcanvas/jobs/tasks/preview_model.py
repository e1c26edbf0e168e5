"""The task `preview_model`: how well one small model predicts a column, and from what."""

from typing import Any

from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.task import task
from sealcanvas.jobs.tasks.preparing import engine_memory, open_table, read_tables

_MOST_ROWS = 20_000
_MOST_BYTES, _SAMPLE_SHARE = 64 << 20, 15
_SECONDS = 5.0
_SHARE_JUDGED = 0.2  # Canvas's quick model holds out as many
_MOST_COLUMNS = 100


@task("preview_model")
def run(context: TaskContext) -> dict[str, Any]:
    """Learn from a sample, drawn evenly; the result holds column names and figures, no values.

    The payload: "file" ({"bucket", "key"}), "target", "problem" (None: what the data proposes), "recipe" ("steps",
    "tables"; None: none) and "objectives", a metric's name by problem.
    """
    from sealcanvas.ml.problem import ProblemType, propose
    from sealcanvas.ml.progress import Progress
    from sealcanvas.ml.reading import Sample, read_whole
    from sealcanvas.ml.recipe import Recipe
    from sealcanvas.ml.tabular import train

    target, problem = context.payload["target"], context.payload["problem"]
    context.progress("Reading", 0.05)
    sample = Sample(min(_MOST_BYTES, context.memory_bytes // _SAMPLE_SHARE), most_rows=_MOST_ROWS)
    source = open_table(context, context.payload["file"])
    read = read_whole([source], sample=sample, check=lambda: context.progress("Reading", 0.1))
    table = read.table
    if recipe := context.payload["recipe"]:
        tables = read_tables(context, recipe["tables"]).tables
        options = {"memory_bytes": engine_memory(context), "check": context.check}
        table = Recipe.of(recipe["steps"]).prepare(table, tables, **options)[1]

    def heard(progress: Progress) -> None:
        context.progress(progress.phase, 0.2 + 0.8 * progress.fraction)

    problem = ProblemType(problem) if problem else propose(table, target)
    model = train(
        table,
        target,
        problem,
        objective=context.payload["objectives"][problem],
        budget_seconds=_SECONDS,
        threads=context.threads,
        algorithms=["lightgbm"],
        max_candidates=1,
        validation_fraction=_SHARE_JUDGED,
        progress=heard,
    )
    return {
        "problem": str(problem),
        "objective": model.objective.to_dict(),
        "metrics": [each.to_dict() for each in model.metrics.values()],
        "column_impact": dict(list(model.column_impact.items())[:_MOST_COLUMNS]),
        "rows": model.rows,
        "source_rows": read.rows,
        "warnings": model.warnings,
    }
