"""What training made: the model to use, and each candidate as a model of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from sealcanvas.ml.metrics import direction, metric_names
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.progress import Reporter
from sealcanvas.ml.score import LeaderboardRow, Score
from sealcanvas.ml.tabular.calibration import best_temperature, calibrated
from sealcanvas.ml.tabular.candidate import Candidate, naive
from sealcanvas.ml.tabular.decision import best_odds, best_threshold, score
from sealcanvas.ml.tabular.explain import column_impact
from sealcanvas.ml.tabular.features import Features
from sealcanvas.ml.tabular.fold import FoldModel
from sealcanvas.ml.tabular.honest import Answers
from sealcanvas.ml.tabular.layer import Layer
from sealcanvas.ml.tabular.model import Member, TabularModel
from sealcanvas.ml.tabular.sampling import BACKGROUND
from sealcanvas.ml.tabular.search import ranked

Array = Any  # numpy.ndarray

Members = Sequence[tuple[Candidate, float]]


@dataclass(frozen=True)
class Ground:
    """What all models of one training share.

    Attributes:
        truth, weight: of the judged rows, [rows]; no weight where all count the same.
        matrix: the encoded training rows.
        rows: how many rows the scores rest on.
    """

    problem: ProblemType
    target: str
    columns: list[str]
    classes: list[str]
    objective: str
    truth: Array
    weight: Array | None
    features: Features
    matrix: Array
    warnings: list[str]
    rows: int
    folds: int
    seed: int

    def judge(self, predicted: Array) -> dict[str, float]:
        """All metrics of predictions for the judged rows, calibrated as a model would give them."""
        told = calibrated(predicted, self.temperature(predicted))
        odds = best_odds(self.objective, self.truth, told, self.weight) if self.classes else ()
        return score(self.objective, self.truth, told, self.weight, odds=odds)

    def temperature(self, predicted: Array) -> float:
        """That of a model which predicts so for the judged rows; 1 for numbers."""
        return best_temperature(self.truth, predicted, self.weight, self.seed) if self.classes else 1.0

    def model(
        self,
        members: Members,
        leaderboard: list[LeaderboardRow],
        seconds: float,
        clock: Reporter,
        answering: Mapping[str, list[FoldModel]] = MappingProxyType({}),
        told: Answers | None = None,
        layer: Layer | None = None,
    ) -> TabularModel:
        """The weighted mean of some candidates, with its report card; `seconds` bound the column impact.

        `answering`: by candidate, the models that answer instead of those of its folds. `told`: what is scored, where
        that is more honest than what the candidates say of the rows that chose among them. `layer`: the second one.
        """
        mean = blend(members) if told is None else told.mean
        temperature = self.temperature(mean)
        predicted = calibrated(mean, temperature)
        classes = len(self.classes)
        asked = (self.objective, self.truth, predicted, self.weight)
        threshold, odds = (best_threshold(*asked), best_odds(*asked)) if classes else (0.5, ())
        ours = (told or Answers.of(predicted, threshold, odds)).score(self.truth, self.weight)
        plain = naive(self.truth, classes, self.weight)
        base = score(self.objective, self.truth, plain, self.weight, 0.5 if classes else None)
        scores = {name: Score(name, ours[name], base[name], direction(name)) for name in metric_names(self.problem)}
        layout = self.features.layout
        impact = column_impact(list(members), self.matrix, self.columns, layout, seconds, clock, self.seed)
        return TabularModel(
            problem=self.problem,
            target=self.target,
            columns=self.columns,
            classes=self.classes,
            objective=scores[self.objective],
            metrics=scores,
            column_impact=impact,
            leaderboard=leaderboard,
            warnings=self.warnings,
            threshold=threshold,
            odds=odds,
            temperature=temperature,
            rows=self.rows,
            folds=self.folds,
            seed=self.seed,
            features=self.features,
            members=[
                Member(candidate.name, weight, answering.get(candidate.name, candidate.models))
                for candidate, weight in members
            ],
            layer=layer,
            background=self.matrix[np.random.default_rng(self.seed).permutation(len(self.matrix))[:BACKGROUND]],
        )

    def leaderboard(self, members: Members, candidates: Sequence[Candidate]) -> list[LeaderboardRow]:
        """The candidates from best to worst by the objective, with their weights in the model."""
        weights = {candidate.name: weight for candidate, weight in members}
        return [
            LeaderboardRow(
                candidate.name,
                candidate.learner.algorithm,
                candidate.metrics,
                round(candidate.seconds, 3),
                float(weights.get(candidate.name, 0.0)),
                candidate.settings,
                round(candidate.ended, 3),
            )
            for candidate in ranked(candidates, self.objective)
        ]

    def ensemble_row(self, told: Answers, seconds: float) -> LeaderboardRow:
        """The ensemble's own line."""
        metrics = told.score(self.truth, self.weight)
        return LeaderboardRow("ensemble", "ensemble", metrics, round(seconds, 3), 1.0, {}, round(seconds, 3))


def blend(members: Members) -> Array:
    """Their predictions for the judged rows, by their weights."""
    return np.asarray(sum(weight * candidate.predicted for candidate, weight in members))


@dataclass(frozen=True)
class Build:
    """The outcome of training.

    Attributes:
        model: the one to use.
        candidates: all that were tried, from best to worst by the objective.
        ended_by: what ended the search: the time, the wished number of candidates, or "" (all was tried).
        told: what the scores of `model` rest on, where that is not what its members say of the judged rows.
    """

    model: TabularModel
    candidates: list[Candidate]
    ended_by: Literal["runtime", "candidates", ""]
    ground: Ground
    clock: Reporter
    told: Answers | None = None

    def answers(self, model: TabularModel) -> Answers:
        """What `model`, one of this build, answers for the judged rows: what its scores rest on."""
        if model is self.model and self.told is not None:
            return self.told
        by_name = {candidate.name: candidate.predicted for candidate in self.candidates}
        mean = np.asarray(sum(member.weight * by_name[member.name] for member in model.members))
        return Answers.of(calibrated(mean, model.temperature), model.threshold, model.odds)

    def alone(self, name: str, seconds: float) -> TabularModel:
        """One candidate as a model of its own; `seconds` bound the work on its column impact."""
        candidate = next(each for each in self.candidates if each.name == name)
        members = [(candidate, 1.0)]
        return self.ground.model(members, self.ground.leaderboard(members, [candidate]), seconds, self.clock)
