"""The task `preview_recipe`: what a dataset is after a recipe, its first rows and its profile."""

from typing import Any

from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.task import task
from sealcanvas.jobs.tasks.preparing import engine_memory, open_table, read_tables
from sealcanvas.jobs.tasks.preview import PREVIEW_FILE, PREVIEW_ROWS, as_preview

# Whoever looks at a preview does not want to wait for all rows of a large file to go through the engine.
_MOST_BYTES, _SAMPLE_SHARE = 64 << 20, 15


@task("preview_recipe")
def run(context: TaskContext) -> dict[str, Any]:
    """Prepare the rows, or a sample of them, drawn evenly, where they are many.

    The payload: "file" ({"bucket", "key"}), "steps", "tables" (places by name), and "target", a column with which the
    others' correlation is told, or None. Values of the data go to the job's
    sealed volume alone.
    """
    from sealcanvas.ml.profile import profile
    from sealcanvas.ml.reading import Sample, read_whole
    from sealcanvas.ml.recipe import Recipe
    from sealcanvas.ml.recipe.columns import kind_of

    payload = context.payload
    context.progress("Reading", 0.05)
    recipe = Recipe.of(payload["steps"])
    sample = Sample(min(_MOST_BYTES, context.memory_bytes // _SAMPLE_SHARE))
    read = read_whole(
        [open_table(context, payload["file"])], sample=sample, check=lambda: context.progress("Reading", 0.2)
    )
    tables = read_tables(context, payload["tables"]).tables
    context.progress("Preparing", 0.5)
    fitted, made = recipe.prepare(
        read.table,
        tables,
        memory_bytes=engine_memory(context),
        check=lambda: context.progress("Preparing", 0.6),
    )
    context.progress("Profiling", 0.8)
    content = as_preview(
        made.slice(0, PREVIEW_ROWS),
        profile(made, payload["target"]) if made.num_rows else _nothing(made),
        kinds=[str(kind_of(field.type)) for field in made.schema],
        made=made.num_rows,
        used=read.table.num_rows,
        source=read.rows,
        script=fitted.python(read.table.schema, {name: table.schema for name, table in tables.items()}),
    )
    context.volume.put(PREVIEW_FILE, content)
    # The server takes the preview up when it hears of this phase: the volume goes with the job.
    context.progress("Storing", 1.0)
    return {"rows": made.num_rows}


def _nothing(table: Any) -> Any:
    """The profile of columns without rows."""
    from sealcanvas.ml.columns import column_type
    from sealcanvas.ml.profile.figures import ColumnProfile, TableProfile

    columns = [ColumnProfile(name, str(column_type(table[name])), 0, 0) for name in table.column_names]
    return TableProfile(0, columns)
