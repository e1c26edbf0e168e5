"""A trained tabular model: predicts, is stored, and carries its report card."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from sealcanvas.ml import arrow
from sealcanvas.ml.bundle import PREPARED_VERSION, Bundle, pack_arrays, unpack_arrays
from sealcanvas.ml.errors import BadBundle
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.score import LeaderboardRow, Score
from sealcanvas.ml.table import Table
from sealcanvas.ml.tabular.calibration import calibrated
from sealcanvas.ml.tabular.contributions import Explanation, explain
from sealcanvas.ml.tabular.decision import decide
from sealcanvas.ml.tabular.features import Features
from sealcanvas.ml.tabular.fold import FoldModel
from sealcanvas.ml.tabular.layer import Layer
from sealcanvas.ml.tabular.models.base import Stored, learner

if TYPE_CHECKING:
    from sealcanvas.ml.recipe.preparation import Preparation

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
    `temperature`: by which the probabilities are calibrated, 1 where that gains nothing.
    `rows`: training rows; `folds`: 1 for a holdout. `background`: encoded training rows, [few, width]. `layer`: what
    has a part in the answer beside the members' mean. `odds`: by which probabilities of many classes are multiplied
    before the largest names the label, where the objective counts all classes alike.
    `preparation`: the recipe that rows go through before anything else.
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
    temperature: float
    rows: int
    folds: int
    seed: int
    features: Features
    members: list[Member]
    background: Array = None
    preparation: "Preparation | None" = None
    layer: Layer | None = None
    odds: tuple[float, ...] = ()

    @property
    def asks(self) -> list[str]:
        """The columns that rows to predict must have, in order."""
        return self.columns if self.preparation is None else self.preparation.columns

    def prepared(self, table: Table) -> Table:
        """Rows as they come, after the recipe. Raises SchemaMismatch naming each missing column."""
        return table if self.preparation is None else self.preparation.rows(table)

    def predict(self, table: Table) -> Table:
        """One row out for each row in, in order.

        Columns: `<target>` (number, or the label as text); for classification also `probability` of the predicted
        class and `probability_<class>` for each class. Extra columns are ignored and the order of columns does not
        matter. Raises SchemaMismatch naming each missing column.
        """
        table = self.prepared(table)
        starts = range(0, max(table.num_rows, 1), _BLOCK)
        blocks = (self.features.encode(table.slice(start, _BLOCK)) for start in starts)
        predicted = np.concatenate([self.respond(block) for block in blocks])
        if not self.classes:
            return pa.table({self.target: arrow.column(predicted)})
        labels = decide(predicted, self.threshold, self.odds)
        chosen = predicted[np.arange(len(labels)), labels]
        return pa.table(
            [arrow.texts(self.classes).take(arrow.column(labels)), arrow.column(chosen)]
            + [arrow.column(column) for column in predicted.T],
            names=[self.target, "probability"] + [f"probability_{label}" for label in self.classes],
        )

    def explain(self, table: Table) -> Explanation:
        """Why each row is answered as it is. Raises SchemaMismatch naming each missing column."""
        return explain(self, self.prepared(table))

    @property
    def starts(self) -> Array:
        """The rows that sampled contributions start from; a row without any value where training kept none."""
        return np.full((1, self.features.layout.width), np.nan) if self.background is None else self.background

    def respond(self, matrix: Array) -> Array:
        """Numbers [rows], or probabilities [rows, classes], of encoded rows."""
        told = [sum(model.predict(matrix) for model in each.models) / len(each.models) for each in self.members]
        mean = np.asarray(sum(member.weight * each for member, each in zip(self.members, told, strict=True)))
        return calibrated(mean if self.layer is None else self.layer.join(told, mean), self.temperature)

    def to_bundle(self) -> Bundle:
        """Everything needed to predict and to show the report card again."""
        described, arrays = self.features.state()
        parts = {"features.npz": pack_arrays(arrays)}
        if self.background is not None:
            parts["background.npz"] = pack_arrays({"rows": self.background})
        layer = None if self.layer is None else self.layer.store()
        if layer is not None:
            parts["layer/arrays.npz"] = pack_arrays(layer.arrays)
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
            "odds": list(self.odds),
            "temperature": self.temperature,
            "rows": self.rows,
            "folds": self.folds,
            "features": described,
            "members": members,
            "layer": None if layer is None else layer.info,
        }
        manifest = {"kind": "tabular", "seed": self.seed, "model": model}
        if self.preparation is not None:
            manifest["version"] = PREPARED_VERSION
            manifest["preparation"], tables = self.preparation.to_bundle()
            parts |= tables
        return Bundle(manifest, parts)

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
        kept, layer = bundle.parts.get("background.npz"), model.get("layer")
        if layer is not None:
            layer = Layer.load(Stored(layer, unpack_arrays(bundle.parts["layer/arrays.npz"])), threads)
        preparation = None
        if "preparation" in bundle.manifest:
            from sealcanvas.ml.recipe.preparation import Preparation

            preparation = Preparation.from_bundle(bundle.manifest["preparation"], bundle.parts)
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
            temperature=model.get("temperature", 1.0),
            rows=model["rows"],
            folds=model["folds"],
            seed=bundle.manifest["seed"],
            features=Features.load(model["features"], unpack_arrays(bundle.parts["features.npz"])),
            members=members,
            background=None if kept is None else unpack_arrays(kept)["rows"],
            preparation=preparation,
            layer=layer,
            odds=tuple(model.get("odds", ())),
        )
