"""The task `measure_drift`: how far a dataset's new rows have moved from those that a model was trained on."""

from typing import Any

from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.task import task
from sealcanvas.jobs.tasks.s3_source import named_source

_MOST = 1_000
# Shares of rows in ten bins need no more rows; and they take a small part of the job's memory.
_MOST_ROWS, _MEMORY_SHARE = 200_000, 30


@task("measure_drift")
def run(context: TaskContext) -> dict[str, Any]:
    """Compare two files; the result holds column names and indices, no values.

    The payload: "then" and "now" ({"bucket", "key"}), and "ignored", columns that are not looked at. Of long files a
    sample of the rows is compared.
    """
    from sealcanvas.ml.drift import drift
    from sealcanvas.ml.reading import Sample, read_whole

    tables = []
    for number, part in enumerate(("then", "now")):
        place = context.payload[part]
        context.progress("Reading", 0.4 * number)
        source = named_source(context, place, place["key"].rpartition("/")[2])
        sample = Sample(context.memory_bytes // _MEMORY_SHARE, _MOST_ROWS)
        tables.append(read_whole([source], sample=sample, check=context.check).table)
    context.progress("Comparing", 0.8)
    found = drift(tables[0], tables[1], context.payload["ignored"])
    return {
        "schema": dict(list(found.schema.items())[:_MOST]),
        "stability": dict(list(found.stability.items())[:_MOST]),
    }
