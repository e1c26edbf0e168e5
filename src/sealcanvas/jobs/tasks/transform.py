"""The task `transform`: predictions for files of records, one output object for each input object."""

from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.task import TaskFailed, task
from sealcanvas.jobs.tasks.records import read_records
from sealcanvas.jobs.tasks.rendering import render
from sealcanvas.jobs.tasks.s3_files import Output, find_files, read_file, split_uri

if TYPE_CHECKING:
    from sealcanvas.ml.series import SeriesModel
    from sealcanvas.ml.tabular import TabularModel


@task("transform")
def run(context: TaskContext) -> dict[str, Any]:
    """Do the work of one transform job; the payload is that of sagemaker/transform_request.py."""
    from sealcanvas.ml.bundle import load_model
    from sealcanvas.ml.tabular import TabularModel

    payload = context.payload
    context.progress("Starting", 0.0)
    model = load_model(read_file(context, *split_uri(payload["model"])))
    source = payload["input"]
    files = find_files(context, source["uri"])
    rows = 0
    with Output(context, payload["output_key"]) as output:
        for number, file in enumerate(files):
            context.progress("Predicting", number / len(files))
            data = read_file(context, file.bucket, file.key, gzip=source["gzip"])
            if isinstance(model, TabularModel):
                answer, count = _predict(model, payload, data, file.name)
            else:
                answer, count = _forecast(model, payload, data, file.name)
            rows += count
            output.write(f"{payload['output'].rstrip('/')}/{file.name}.out", answer, "text/csv")
        context.progress("Predicting", 1.0)
    return {"rows": rows, "files": len(files)}


def _predict(model: "TabularModel", payload: dict[str, Any], data: bytes, name: str) -> tuple[bytes, int]:
    records = read_records(data, model.columns, name, keep=payload["join"])
    predicted = model.predict(records.table)
    return render(model, predicted, payload["columns"], header=payload["header"], records=records), predicted.num_rows


def _forecast(model: "SeriesModel", payload: dict[str, Any], data: bytes, name: str) -> tuple[bytes, int]:
    """The horizon after the end of each series in the file, which has a header; so has the output."""
    from sealcanvas.ml.table import read_table, to_csv

    if payload["join"]:
        raise TaskFailed("ClientError", "Forecasts have other rows than their history: JoinSource does not fit.")
    predicted = model.predict(read_table(data, name))
    return to_csv(predicted), predicted.num_rows
