"""The task `automl`: reads tables, trains within the budget, writes the model and its reports."""

import json
from collections.abc import Mapping
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.context import TaskContext, finite
from sealcanvas.jobs.task import task
from sealcanvas.jobs.tasks.s3_files import Output, find_files, read_file
from sealcanvas.jobs.tasks.scoring import evaluate
from sealcanvas.jobs.tasks.tables import one_table

if TYPE_CHECKING:
    from sealcanvas.ml.progress import Progress
    from sealcanvas.ml.tabular import TabularModel

_SEED = 0
_JSON = "application/json"
_TIMED_ROWS = 100


@task("automl")
def run(context: TaskContext) -> dict[str, Any]:
    """Do the work of one AutoML job; the payload is that of sagemaker/automl_request.py."""
    from sealcanvas.ml.bundle import pack
    from sealcanvas.ml.problem import ProblemType, propose
    from sealcanvas.ml.tabular import train

    payload = context.payload
    wish = payload["tabular"]
    context.progress("PreTraining", 0.0)
    tables, lineage = {}, {}
    for channel, source in payload["channels"].items():
        tables[channel], lineage[channel] = _read(context, source)
    table = tables["training"]
    problem = ProblemType(wish["problem"]) if wish["problem"] else propose(table, wish["target"])

    def report(progress: "Progress") -> None:
        context.progress(progress.phase, 0.95 * progress.fraction, best=progress.best, message=progress.message)

    model = train(
        table,
        wish["target"],
        problem,
        objective=wish["objective"],
        budget_seconds=wish["seconds"],
        seed=_SEED,
        threads=context.threads,
        algorithms=wish["algorithms"],
        max_candidates=wish["max_candidates"],
        validation_fraction=wish["validation_fraction"],
        progress=report,
    )
    context.progress("GeneratingModelInsightsReport", 0.96)
    validation = evaluate(model, tables["validation"]) if "validation" in tables else None
    latency = _latency(model, table)
    insights = _insights(model, validation, latency)
    places = payload["output"]
    with Output(context, payload["output_key"]) as output:
        origin = {"job": context.arn, "inputs": lineage, "seed": _SEED}
        output.write(places["model"], pack(model.to_bundle(), origin), "application/zip")
        output.write(places["explainability"], _json({"column_impact": model.column_impact}), _JSON)
        output.write(places["leaderboard"], _json({"leaderboard": insights["leaderboard"]}), _JSON)
        output.write(places["insights"], _json(insights), _JSON)
        context.progress("GeneratingModelInsightsReport", 1.0)
    return _result(model, validation, latency)


def _read(context: TaskContext, source: Mapping[str, Any]) -> tuple[Any, list[dict[str, Any]]]:
    """A channel's table, and where it came from."""
    files = find_files(context, source["uri"])
    parts = []
    for number, file in enumerate(files):
        context.progress("PreTraining", 0.02 * number / len(files))
        parts.append((file.key, read_file(context, file.bucket, file.key, gzip=source["gzip"])))
    return one_table(parts), [{"uri": file.uri, "bytes": file.size} for file in files]


def _latency(model: "TabularModel", table: Any) -> float:
    """Seconds to predict one row of a small block."""
    rows = table.slice(0, _TIMED_ROWS)
    started = perf_counter()
    model.predict(rows)
    return (perf_counter() - started) / len(rows)


def _insights(model: "TabularModel", validation: dict[str, float] | None, latency: float) -> dict[str, Any]:
    return {
        "problem": str(model.problem),
        "target": model.target,
        "columns": model.columns,
        "classes": model.classes,
        "objective": model.objective.to_dict(),
        "metrics": [score.to_dict() for score in model.metrics.values()],
        "validation_metrics": validation,
        "inference_latency_seconds": latency,
        "column_impact": model.column_impact,
        "leaderboard": [row.to_dict() for row in model.leaderboard],
        "warnings": model.warnings,
        "rows": model.rows,
        "folds": model.folds,
        "threshold": model.threshold,
    }


def _result(model: "TabularModel", validation: dict[str, float] | None, latency: float) -> dict[str, Any]:
    """What the server keeps: numbers by candidate, the ensemble first."""
    candidates = [{"name": row.name, "metrics": dict(row.metrics)} for row in model.leaderboard]
    candidates[0]["metrics"] = {**model.leaderboard[0].metrics, **(validation or {}), "InferenceLatency": latency}
    return {
        "problem": str(model.problem),
        "objective": model.objective.name,
        "direction": model.objective.direction,
        "candidates": candidates,
    }


def _json(value: Any) -> bytes:
    return json.dumps(finite(value), ensure_ascii=False, allow_nan=False, indent=1).encode()
