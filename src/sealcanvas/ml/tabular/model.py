"""A trained tabular model: predicts, is stored, and carries its report card."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from sealcanvas.ml import arrow
from sealcanvas.ml.bundle import Bundle, pack_arrays, unpack_arrays
from sealcanvas.ml.errors import BadBundle
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.score import LeaderboardRow, Score
from sealcanvas.ml.table import Table
from sealcanvas.ml.tabular.decision import decide
from sealcanvas.ml.tabular.features import Features
from sealcanvas.ml.tabular.fold import FoldModel
from sealcanvas.ml.tabular.models.base import Stored, learner

Array = Any  # numpy.ndarray

_BLOCK = 50_000


@dataclass(frozen=True)
class Member:
    """A candidate in the ensemble: its fitted models, one a fold, and its weight."""

    name: str
    weight: float
    models: list[FoldModel]


@dataclass(frozen=True)
class TabularModel:
    """An ensemble with its feature pipeline and its report card.

    `columns`: the training table's columns without the target, in order. `classes`: labels as text, the positive
    class of a binary problem last; empty for regression. `column_impact`: per cent, largest first, adding up to 100.
    `rows`: training rows; `folds`: 1 for a holdout.
    """

    problem: ProblemType
    target: str
    columns: list[str]
    classes: list[str]
    objective: Score
    metrics: dict[str, Score]
    column_impact: dict[str, float]
    leaderboard: list[LeaderboardRow]
    warnings: list[str]
    threshold: float
    rows: int
    folds: int
    seed: int
    features: Features
    members: list[Member]

    def predict(self, table: Table) -> Table:
        """One row out for each row in, in order.

        Columns: `<target>` (number, or the label as text); for classification also `probability` of the predicted
        class and `probability_<class>` for each class. Extra columns are ignored and the order of columns does not
        matter. Raises SchemaMismatch naming each missing column.
        """
        starts = range(0, max(table.num_rows, 1), _BLOCK)
        predicted = np.concatenate([self._respond(table.slice(start, _BLOCK)) for start in starts])
        if not self.classes:
            return pa.table({self.target: arrow.column(predicted)})
        labels = decide(predicted, self.threshold)
        chosen = predicted[np.arange(len(labels)), labels]
        return pa.table(
            [arrow.texts(self.classes).take(arrow.column(labels)), arrow.column(chosen)]
            + [arrow.column(column) for column in predicted.T],
            names=[self.target, "probability"] + [f"probability_{label}" for label in self.classes],
        )

    def _respond(self, table: Table) -> Array:
        matrix = self.features.encode(table)
        total = sum(
            member.weight / len(member.models) * model.predict(matrix)
            for member in self.members
            for model in member.models
        )
        return np.asarray(total)

    def to_bundle(self) -> Bundle:
        """Everything needed to predict and to show the report card again."""
        described, arrays = self.features.state()
        parts = {"features.npz": pack_arrays(arrays)}
        members = []
        for position, member in enumerate(self.members):
            infos = []
            for fold, fitted in enumerate(member.models):
                stored, place = fitted.store(), f"members/{position}/{fold}"
                infos.append(stored.info)
                if stored.arrays:
                    parts[f"{place}/arrays.npz"] = pack_arrays(stored.arrays)
                if stored.text:
                    parts[f"{place}/model.txt"] = stored.text.encode()
            algorithm = member.models[0].algorithm
            members.append({"name": member.name, "algorithm": algorithm, "weight": member.weight, "models": infos})
        model = {
            "problem": str(self.problem),
            "target": self.target,
            "columns": self.columns,
            "classes": self.classes,
            "objective": self.objective.to_dict(),
            "metrics": [score.to_dict() for score in self.metrics.values()],
            "column_impact": list(self.column_impact.items()),
            "leaderboard": [row.to_dict() for row in self.leaderboard],
            "warnings": self.warnings,
            "threshold": self.threshold,
            "rows": self.rows,
            "folds": self.folds,
            "features": described,
            "members": members,
        }
        return Bundle({"kind": "tabular", "seed": self.seed, "model": model}, parts)

    @classmethod
    def from_bundle(cls, bundle: Bundle, threads: int = 1) -> "TabularModel":
        """From `to_bundle`. Raises BadBundle."""
        if bundle.manifest.get("kind") != "tabular":
            raise BadBundle("The model file holds no tabular model.")
        model = bundle.manifest["model"]
        members = []
        for position, member in enumerate(model["members"]):
            kind = learner(member["algorithm"])
            models = []
            for fold, info in enumerate(member["models"]):
                place = f"members/{position}/{fold}"
                part = bundle.parts.get(f"{place}/arrays.npz")
                text = bundle.parts.get(f"{place}/model.txt", b"").decode()
                stored = Stored(info, {} if part is None else unpack_arrays(part), text)
                models.append(FoldModel.load(kind, stored, threads))
            members.append(Member(member["name"], member["weight"], models))
        scores = [Score.from_dict(score) for score in model["metrics"]]
        return cls(
            problem=ProblemType(model["problem"]),
            target=model["target"],
            columns=model["columns"],
            classes=model["classes"],
            objective=Score.from_dict(model["objective"]),
            metrics={score.name: score for score in scores},
            column_impact=dict(model["column_impact"]),
            leaderboard=[LeaderboardRow.from_dict(row) for row in model["leaderboard"]],
            warnings=model["warnings"],
            threshold=model["threshold"],
            rows=model["rows"],
            folds=model["folds"],
            seed=bundle.manifest["seed"],
            features=Features.load(model["features"], unpack_arrays(bundle.parts["features.npz"])),
            members=members,
        )
