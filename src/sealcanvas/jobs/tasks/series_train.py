"""Trains a forecast model on a dataset's rows; keeps the model and its report card in Forecast's sealed store."""

import json
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.context import finite
from sealcanvas.jobs.task import task
from sealcanvas.jobs.tasks.series_analysis import analysis_of, latency_of
from sealcanvas.jobs.tasks.series_fit import check_fit
from sealcanvas.jobs.tasks.series_origin import origin_of
from sealcanvas.jobs.tasks.series_report import report_of
from sealcanvas.jobs.tasks.series_rows import read_inputs
from sealcanvas.jobs.tasks.series_store import write_store

if TYPE_CHECKING:
    from sealcanvas.jobs.context import TaskContext


@task("series_train")
def run(context: "TaskContext") -> dict[str, Any]:
    """Payload: inputs (store files by word), config (SeriesConfig), quick, budget_seconds, objective, outputs."""
    from sealcanvas.ml.bundle import pack
    from sealcanvas.ml.notebook.series import series_notebook
    from sealcanvas.ml.series import SeriesConfig, train

    payload = context.payload
    context.progress("Starting", 0.0)
    tables = read_inputs(context, payload["inputs"], payload["config"])
    warnings = check_fit(tables, payload["config"])

    with context.executor() as executor:
        model = train(
            tables["history"],
            SeriesConfig.from_dict(payload["config"]),
            related=tables.get("related"),
            metadata=tables.get("metadata"),
            budget_seconds=payload["budget_seconds"],
            threads=context.threads,
            quick=payload["quick"],
            objective=payload["objective"],
            progress=context.follow,
            executor=executor,
        )
    history = tables["history"]
    inputs = {word: origin_of([table]) for word, table in tables.items()}
    recipe = {name: payload[name] for name in ("config", "objective", "quick", "budget_seconds")}
    rows = [each["file_id"] for each in payload["inputs"]["history"]]
    lineage = {"predictor": context.arn, "rows": rows, "inputs": inputs, "recipe": recipe, "seed": 0}
    write_store(context, payload["outputs"]["model"], pack(model.to_bundle(), lineage))
    files = [file["uri"] for file in inputs["history"]]
    written = series_notebook(model, files=files, seed=0, columns=history.column_names)
    analysis = analysis_of(context, model, history, latency_of(model), warnings)
    report = {**report_of(model, warnings), "analysis": {**analysis, "notebook": json.loads(written)}}
    text = json.dumps(finite(report), ensure_ascii=False).encode()
    write_store(context, payload["outputs"]["report"], text)
    return {"items": len(model.panel)}
