"""What an AutoML job tells of its candidates: the insights beside a model, and the numbers that the server keeps."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.context import finite

if TYPE_CHECKING:
    from sealcanvas.ml.recipe.preparation import Preparation
    from sealcanvas.ml.tabular import TabularModel, Wish
    from sealcanvas.ml.tabular.build import Build

OTHER_MODELS = 3
"""How many candidates behind the best are written as models of their own; sagemaker/automl/artifacts.py has places."""


@dataclass
class Report:
    """A build and what was measured of it.

    Attributes:
        offset: seconds from the start of the work to that of training.
        latency, latencies: seconds to predict a row, of the model and of each candidate by name.
        validation: all metrics on the validation channel, of the model and of each candidate by name.
    """

    found: "Build"
    wish: "Wish"
    offset: float
    latency: float
    latencies: dict[str, float]
    validation: tuple[dict[str, float], dict[str, dict[str, float]]] | None = None

    def own_models(self) -> Iterator[tuple[str, int]]:
        """Name and place on the leaderboard of every candidate that is written as a model."""
        for place, row in enumerate(self.found.model.leaderboard[: OTHER_MODELS + 1]):
            yield row.name, place

    def seconds_of(self, name: str) -> float:
        """Its latency."""
        return self.latencies.get(name, self.latency)

    def validated(self, name: str) -> dict[str, float] | None:
        """Its metrics on the validation channel, if there is one."""
        if self.validation is None:
            return None
        model, candidates = self.validation
        return candidates.get(name, model)


def recipe_of(wish: "Wish") -> dict[str, Any]:
    """What training was asked for, as a bundle's lineage keeps it."""
    values = asdict(wish)
    return {**values, "budget_seconds": round(wish.budget_seconds, 3), "types": dict(wish.types)}


def insights(report: Report, model: "TabularModel", name: str, packed: bytes) -> dict[str, Any]:
    """docs/automl.md, "Model insights"; `packed`: the model's bundle."""
    from sealcanvas.ml.bundle import identity

    return {
        "model_digest": identity(packed),
        "problem": str(model.problem),
        "target": model.target,
        "columns": model.asks,
        "classes": model.classes,
        "mode": report.wish.mode,
        "sample_weight": report.wish.weight,
        "objective": model.objective.to_dict(),
        "metrics": [score.to_dict() for score in model.metrics.values()],
        "validation_metrics": report.validated(name),
        "inference_latency_seconds": report.seconds_of(name),
        "column_impact": model.column_impact,
        "leaderboard": [row.to_dict() for row in model.leaderboard],
        "warnings": model.warnings,
        "rows": model.rows,
        "folds": model.folds,
        "threshold": model.threshold,
        "recipe": None if model.preparation is None else told_recipe(model.preparation),
    }


def told_recipe(preparation: "Preparation") -> dict[str, Any]:
    """A fitted recipe: its steps with what they learnt, and the same in Python."""
    return {"steps": preparation.recipe.to_json(), "script": preparation.python()}


def result(report: Report) -> dict[str, Any]:
    """What the server keeps: numbers by candidate, the best first."""
    model = report.found.model
    own = {place for _, place in report.own_models()}
    candidates = []
    for place, row in enumerate(model.leaderboard):
        told: dict[str, Any] = {
            "name": row.name,
            "algorithm": row.algorithm,
            "metrics": dict(row.metrics),
            "began": report.offset + max(0.0, row.ended - row.seconds),
            "ended": report.offset + row.ended,
            "model": place in own,
        }
        validated = report.validated(row.name)
        if validated is not None:
            # Out-of-fold metrics are of the training channel's rows; SageMaker has no other word for that.
            told["train"], told["metrics"] = dict(row.metrics), dict(validated)
        told["metrics"]["InferenceLatency"] = report.seconds_of(row.name)
        candidates.append(told)
    return {
        "problem": str(model.problem),
        "objective": model.objective.name,
        "direction": model.objective.direction,
        "ended_by": report.found.ended_by,
        "candidates": candidates,
        "left_out": left_out(model.warnings),
    }


def left_out(warnings: list[str]) -> list[str]:
    """The warnings that rows, columns or learners were left out: what PartialFailureReasons tell."""
    return [warning for warning in warnings if warning.endswith("left out.")]


def as_json(value: Any) -> bytes:
    """JSON for people and programs; a number that is none becomes null."""
    return json.dumps(finite(value), ensure_ascii=False, allow_nan=False, indent=1).encode()
