"""The task `automl`: reads tables, trains within the budget, writes the models and their reports."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.task import TaskFailed, task
from sealcanvas.jobs.tasks.automl_definitions import definitions
from sealcanvas.jobs.tasks.automl_reports import Report, as_json, insights, recipe_of, result
from sealcanvas.jobs.tasks.channel import Channel, read_channel
from sealcanvas.jobs.tasks.feature_specification import FeatureSpecification, read_specification
from sealcanvas.jobs.tasks.fitting_rows import fitting_rows
from sealcanvas.jobs.tasks.preparing import Prepared, prepare
from sealcanvas.jobs.tasks.s3_files import Output, check_writable

if TYPE_CHECKING:
    from sealcanvas.ml.problem import ProblemType
    from sealcanvas.ml.progress import Progress
    from sealcanvas.ml.tabular import TabularModel, Wish
    from sealcanvas.ml.tabular.build import Build

_SEED = 0
_JSON = "application/json"
_NOTEBOOK = "application/x-ipynb+json"
_INSIGHTS = "GeneratingModelInsightsReport"
# AutoMLJobConfig.Mode: above 100 MB "AUTO" tunes.
_TUNED_BYTES = 100 * 10**6
# What models and reports take after training, as a share of the budget and in seconds; and of it the analysis.
_AFTER, _AFTER_SECONDS = 0.09, 1.2
_ANALYSIS, _ANALYSIS_SECONDS, _MOST_ANALYSIS = 0.03, 0.4, 15.0
# Rows are kept as text up to this share of what the job may hold: the text, the table, its numbers and what learners
# make of them need the rest.
_SAMPLE_SHARE, _LEAST_SAMPLE = 15, 32 << 20
# The analysis of a candidate behind the best, likewise, and at least.
_OTHER, _LEAST_OTHER, _MOST_OTHER = 0.02, 0.1, 1.0
# Column impact of a candidate that is a model of its own, likewise.
_IMPACT, _IMPACT_SECONDS = 0.03, 2.0


@task("automl")
def run(context: TaskContext) -> dict[str, Any]:
    """Do the work of one AutoML job for tables; the payload is that of sagemaker/automl/request.py.

    "preparation", which no request of AWS's has, is a recipe of Canvas's: "steps", and "tables", places by name.
    """
    began = monotonic()
    from sealcanvas.ml.problem import ProblemType, propose

    payload = context.payload
    wish = payload["tabular"]
    context.progress("PreTraining", 0.0)
    check_writable(context, payload["output"]["leaderboard"].rsplit("/", 2)[0], payload["output_key"])
    specification = read_specification(context, wish["feature_specification"])
    channels = {name: _read(context, source, wish) for name, source in payload["channels"].items()}
    prepared = Prepared(channels)
    if payload.get("preparation"):
        context.progress("AnalyzingData", 0.0)
        prepared = prepare(context, channels, payload["preparation"], wish["target"])
    training = prepared.channels["training"]
    problem = ProblemType(wish["problem"]) if wish["problem"] else propose(training.table, wish["target"])
    fitting = fitting_rows(prepared.channels, wish["target"], problem, context.memory_bytes, _SEED)
    prepared, training = replace(prepared, channels=fitting), fitting["training"]
    left = wish["seconds"] - (monotonic() - began)
    if left <= 0:
        raise TaskFailed(
            "ClientError",
            f"MaxAutoMLJobRuntimeInSeconds ({wish['seconds']}) was reached while the input was read, before any "
            "candidate was trained. Allow more.",
        )
    wanted = _wish(wish, specification, training.size, left)
    if wish["definitions_only"]:
        return _define(context, training, problem, wanted)
    return _Work(context, prepared.channels, problem, wanted, began, prepared).do()


def _read(context: TaskContext, source: Mapping[str, Any], wish: Mapping[str, Any]) -> Channel:
    from sealcanvas.ml.reading import Sample

    label = None if wish["problem"] == "Regression" else wish["target"]
    sample = Sample(max(_LEAST_SAMPLE, context.memory_bytes // _SAMPLE_SHARE), seed=_SEED, label=label)
    return read_channel(context, source, lambda share: context.progress("PreTraining", 0.02 * share), sample)


def _wish(wish: Mapping[str, Any], specification: FeatureSpecification, size: int, left: float) -> "Wish":
    from sealcanvas.ml.columns import ColumnType
    from sealcanvas.ml.tabular import Wish

    tuned = wish["mode"] == "HYPERPARAMETER_TUNING"
    # Sample weights are for ensembling alone, so that a job which names them is one.
    auto = wish["mode"] == "AUTO" and size > _TUNED_BYTES and wish["weight"] is None
    return Wish(
        objective=wish["objective"],
        budget_seconds=max(0.1, (1 - _AFTER) * left - _AFTER_SECONDS),
        mode="tuning" if tuned or auto else "ensembling",
        algorithms=wish["algorithms"],
        max_candidates=wish["max_candidates"],
        candidate_seconds=wish["candidate_seconds"],
        validation_fraction=wish["validation_fraction"],
        weight=wish["weight"],
        features=specification.names,
        types={column: ColumnType(kind) for column, kind in specification.types.items()},
    )


def _define(context: TaskContext, training: Channel, problem: "ProblemType", wish: "Wish") -> dict[str, Any]:
    """What GenerateCandidateDefinitionsOnly asks for: the candidates that would be tried, and no model."""
    context.progress("AnalyzingData", 0.1)
    notebook, objective = definitions(training, context.payload["tabular"]["target"], problem, wish, _SEED)
    with Output(context, context.payload["output_key"]) as output:
        output.write(context.payload["output"]["definitions"], notebook, _NOTEBOOK)
        context.progress("FeatureEngineering", 1.0)
    return {"definitions": True, "problem": str(problem), "objective": objective}


@dataclass
class _Work:
    """One job's training and writing."""

    context: TaskContext
    channels: Mapping[str, Channel]
    problem: "ProblemType"
    wish: "Wish"
    began: float
    prepared: Prepared
    trained: bool = False

    def do(self) -> dict[str, Any]:
        """Train, measure, write; what the server keeps."""
        from sealcanvas.ml.bundle import pack
        from sealcanvas.ml.tabular import build

        offset = monotonic() - self.began
        with self.context.executor() as executor:
            found = build(
                self.channels["training"].table,
                self.context.payload["tabular"]["target"],
                self.problem,
                self.wish,
                seed=_SEED,
                threads=self.context.threads,
                progress=self._report,
                executor=executor,
            )
        for name, channel in self.channels.items():
            if channel.table.num_rows < channel.rows:
                found.model.warnings.insert(
                    0,
                    f"The {name} data has {channel.rows:,} rows; {channel.table.num_rows:,} of them, drawn evenly with "
                    f"seed {_SEED}, were used, since all would not fit into memory.",
                )
        found.model.warnings[:0] = self.prepared.notes
        report = self._measure(found, offset)
        told = self._analyze(found, report.latency)
        inputs = {name: channel.lineage for name, channel in self.channels.items()}
        origin = {"job": self.context.arn, "inputs": inputs, "recipe": recipe_of(self.wish), "seed": _SEED}
        if self.prepared.lineage is not None:
            origin["preparation"] = self.prepared.lineage
        places = self.context.payload["output"]
        with Output(self.context, self.context.payload["output_key"]) as output:
            for name, place in report.own_models():
                model = found.model if place == 0 else found.alone(name, self._impact_seconds())
                suffix = f"-{place + 1}" if place else ""
                model = replace(model, preparation=self.prepared.preparation)
                packed = pack(model.to_bundle(), origin)
                output.write(places[f"model{suffix}"], packed, "application/zip")
                impact = as_json({"column_impact": model.column_impact})
                output.write(places[f"explainability{suffix}"], impact, _JSON)
                output.write(places[f"insights{suffix}"], as_json(insights(report, model, name, packed)), _JSON)
                analysis = self._analyze_other(found, model, report.seconds_of(name), told) if place else told
                output.write(places[f"analysis{suffix}"], as_json(analysis), _JSON)
            board = [row.to_dict() for row in found.model.leaderboard]
            output.write(places["notebook"], self._notebook(found), _NOTEBOOK)
            output.write(places["leaderboard"], as_json({"leaderboard": board}), _JSON)
            self.context.progress(_INSIGHTS, 1.0)
        return result(report)

    def _report(self, progress: "Progress") -> None:
        if self.trained:  # single candidates are explained while the reports are written
            self.context.progress(_INSIGHTS, 0.96)
            return
        phase = "GeneratingExplainabilityReport" if progress.phase == "Completed" else progress.phase
        self.context.follow(replace(progress, phase=phase), 0.95)

    def _measure(self, found: "Build", offset: float) -> Report:
        from sealcanvas.ml.tabular.measure import latency, measure

        self.trained = True
        self.context.progress(_INSIGHTS, 0.96)
        whole, each = latency(found, self.channels["training"].table)
        report = Report(found, self.wish, offset, whole, each)
        if "validation" in self.channels:
            report.validation = measure(found, self.channels["validation"].table, self.wish.weight)
        return report

    def _analyze(self, found: "Build", latency: float) -> dict[str, Any]:
        from sealcanvas.ml.analysis.tabular import analyze, data_quality

        def beat() -> None:
            self.context.progress(_INSIGHTS, 0.97)

        table = self.channels["training"].table
        validation = self.channels["validation"].table if "validation" in self.channels else None
        seconds = min(_MOST_ANALYSIS, _ANALYSIS * self.wish.budget_seconds + _ANALYSIS_SECONDS)
        told = analyze(found, found.model, table, seconds, latency, beat)
        quality = data_quality(found.model, table, told, validation, seconds / 2, beat)
        return {**told, "quality": quality.to_dict()}

    def _analyze_other(
        self, found: "Build", model: "TabularModel", latency: float, told: dict[str, Any]
    ) -> dict[str, Any]:
        """The same of another candidate, in less time; what `told` says of the data is not found out again."""
        from sealcanvas.ml.analysis.tabular import analyze

        def beat() -> None:
            self.context.progress(_INSIGHTS, 0.98)

        table, powers = self.channels["training"].table, told["effects"]["power"]
        seconds = min(_MOST_OTHER, max(_LEAST_OTHER, _OTHER * self.wish.budget_seconds))
        return analyze(found, model, table, seconds, latency, beat, powers=powers)

    def _notebook(self, found: "Build") -> bytes:
        from sealcanvas.ml.notebook.tabular import tabular_notebook

        files = [item["uri"] for item in self.channels["training"].lineage]
        return tabular_notebook(
            found.model, weight=self.wish.weight, files=files, seed=_SEED, preparation=self.prepared.preparation
        )

    def _impact_seconds(self) -> float:
        return min(_IMPACT_SECONDS, _IMPACT * self.wish.budget_seconds)
