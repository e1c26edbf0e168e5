"""The task `automl_series`: reads time series, trains forecasters within the budget, writes the model and reports."""

from collections.abc import Mapping
from time import monotonic
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.task import TaskFailed, task
from sealcanvas.jobs.tasks.automl_reports import as_json, left_out
from sealcanvas.jobs.tasks.channel import Channel, read_channel
from sealcanvas.jobs.tasks.feature_specification import read_specification
from sealcanvas.jobs.tasks.s3_files import Output, check_writable
from sealcanvas.jobs.tasks.series_analysis import analysis_of, latency_of
from sealcanvas.jobs.tasks.series_features import Features, choose_features, with_defaults

if TYPE_CHECKING:
    from sealcanvas.ml.progress import Progress
    from sealcanvas.ml.series import SeriesModel

_SEED = 0
_JSON, _CSV, _NOTEBOOK = "application/json", "text/csv", "application/x-ipynb+json"
# What reports and writing take after training, as a share of the budget.
_AFTER = 0.08
# Series that are explained period by period.
_EXPLAINED = 50


@task("automl_series")
def run(context: TaskContext) -> dict[str, Any]:
    """Do the work of one AutoML job for time series; the payload is that of sagemaker/automl/series_request.py."""
    began = monotonic()
    from sealcanvas.ml.series import SeriesConfig, train

    payload = context.payload
    wish = payload["series"]
    context.progress("PreTraining", 0.0)
    check_writable(context, payload["output"]["leaderboard"].rsplit("/", 2)[0], payload["output_key"])
    specification = read_specification(context, wish["features"])
    training = read_channel(
        context, payload["channels"]["training"], lambda share: context.progress("PreTraining", 0.02 * share)
    )
    features = choose_features(training.table, wish["config"], specification)
    config = SeriesConfig.from_dict(with_defaults(wish["config"], features))
    left = wish["seconds"] - (monotonic() - began)
    if left <= 0:
        raise TaskFailed(
            "ClientError",
            f"The time of the job ({wish['seconds']} seconds) was over while the input was read, before any candidate "
            "was trained. Allow more.",
        )

    def report(progress: "Progress") -> None:
        context.follow(progress, 0.95)

    with context.executor() as executor:
        model = train(
            training.table,
            config,
            budget_seconds=max(0.1, (1 - _AFTER) * left),
            seed=_SEED,
            threads=context.threads,
            quick=False,
            objective=wish["objective"],
            algorithms=wish["algorithms"],
            progress=report,
            executor=executor,
        )
    context.progress("GeneratingModelInsightsReport", 0.96)
    latency = latency_of(model)
    _write(context, model, training, features, latency)
    return _result(model, latency, [*features.warnings, *model.warnings])


def _write(context: TaskContext, model: "SeriesModel", training: Channel, features: Features, latency: float) -> None:
    from sealcanvas.ml.bundle import pack
    from sealcanvas.ml.notebook.series import series_notebook
    from sealcanvas.ml.table import to_csv

    places = context.payload["output"]
    recipe = {"config": model.config.to_dict(), "objective": model.objective.name}
    inputs = {"training": training.lineage}
    origin = {"job": context.arn, "inputs": inputs, "recipe": recipe, "seed": _SEED}
    explained = model.explain(select=_first(model))
    with Output(context, context.payload["output_key"]) as output:
        output.write(places["model"], pack(model.to_bundle(), origin), "application/zip")
        output.write(places["explainability"], as_json({"column_impact": model.column_impact}), _JSON)
        output.write(places["explanations"], to_csv(explained), _CSV)
        analysis = analysis_of(context, model, training.table, latency, features.warnings)
        output.write(places["analysis"], as_json(analysis), _JSON)
        files = [item["uri"] for item in training.lineage]
        output.write(places["notebook"], series_notebook(model, files=files, seed=_SEED), _NOTEBOOK)
        board = [row.to_dict() for row in model.leaderboard]
        output.write(places["leaderboard"], as_json({"leaderboard": board}), _JSON)
        output.write(places["backtest"], to_csv(model.backtest), _CSV)
        output.write(places["item_metrics"], to_csv(model.item_metrics), _CSV)
        output.write(places["accuracy"], as_json(_accuracy(model)), _JSON)
        output.write(places["insights"], as_json(_insights(model, features, latency)), _JSON)
        context.progress("GeneratingModelInsightsReport", 1.0)


def _first(model: "SeriesModel", most: int = _EXPLAINED) -> Any:
    """The keys of the first series."""
    import pyarrow as pa

    names = model.panel.names[:most]
    return pa.table({key: [name[place] for name in names] for place, key in enumerate(model.config.keys)})


def _accuracy(model: "SeriesModel") -> dict[str, Any]:
    return {
        "metrics": [score.to_dict() for score in model.metrics.values()],
        "coverage": model.coverage,
        "windows": len(set(model.backtest["window"].to_pylist())),
        "series": model.item_metrics.num_rows,
        "candidates": {row.name: row.to_dict()["metrics"] for row in model.leaderboard},
    }


def _insights(model: "SeriesModel", features: Features, latency: float) -> dict[str, Any]:
    """docs/sagemaker.md, "Forecasts"."""
    return {
        "problem": "TimeSeriesForecasting",
        "target": model.config.target,
        "columns": [*model.config.keys, model.config.timestamp, *model.config.features],
        "known_ahead": list(model.panel.layout.known),
        "horizon": model.config.horizon,
        "frequency": model.config.frequency,
        "season": model.season,
        "quantiles": list(model.config.quantiles),
        "series": len(model.panel),
        "rows": sum(len(values) for values in model.panel.values),
        "coverage": model.coverage,
        "objective": model.objective.to_dict(),
        "metrics": [score.to_dict() for score in model.metrics.values()],
        "inference_latency_seconds": latency,
        "column_impact": model.column_impact,
        "leaderboard": [row.to_dict() for row in model.leaderboard],
        "warnings": [*features.warnings, *model.warnings],
    }


def _result(model: "SeriesModel", latency: float, warnings: list[str]) -> dict[str, Any]:
    """What the server keeps: numbers by candidate, the ensemble first."""
    candidates: list[Mapping[str, Any]] = []
    for place, row in enumerate(model.leaderboard):
        metrics = {**row.metrics} if place else {**row.metrics, "InferenceLatency": latency}
        candidates.append({"name": row.name, "algorithm": row.algorithm, "metrics": metrics, "model": place == 0})
    return {
        "problem": "TimeSeriesForecasting",
        "objective": model.objective.name,
        "direction": model.objective.direction,
        "candidates": candidates,
        "left_out": left_out(warnings),
    }
