"""Scores of an ensemble whose weights, temperature and threshold the scored rows did not choose."""

from typing import Any

import numpy as np
import pytest

from sealcanvas.ml.bundle import load_model, pack
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.tabular import honest
from sealcanvas.ml.tabular.calibration import calibrated
from sealcanvas.ml.tabular.candidate import Candidate
from sealcanvas.ml.tabular.honest import Answers, Rows, crossed
from sealcanvas.ml.tabular.models.base import Stored, learners
from sealcanvas.ml.tabular.train import build
from sealcanvas.ml.tabular.wish import Wish


def candidates(predictions: list[Any]) -> list[Candidate]:
    class Model:
        def store(self) -> Stored:
            return Stored()

    [learner] = learners(["linear-learner"])
    models: Any = [Model()]
    return [Candidate(f"c{place}", learner, {}, models, told, 1.0) for place, told in enumerate(predictions)]


def test_choosing_among_noise_flatters_nobody() -> None:
    random = np.random.default_rng(0)
    truth = random.normal(size=60)
    made = candidates([random.normal(0, 0.3, 60) for _ in range(10)])
    rows = Rows(truth, None, 0, "RMSE", "squared", 0)
    members = [(made[int(np.argmax([np.corrcoef(each.predicted, truth)[0, 1] for each in made]))], 1.0)]
    flattered = Answers(members[0][0].predicted, None).score(truth, None)["RMSE"]
    told = crossed(rows, made, members, lambda: None, float("inf")).score(truth, None)["RMSE"]
    assert told > flattered


def test_thresholds_and_temperatures_are_others_too() -> None:
    random = np.random.default_rng(1)
    truth = (random.random(90) < 0.3).astype(np.int64)
    said = np.clip(random.random(90), 0.05, 0.95)
    [one] = candidates([np.column_stack([1 - said, said])])
    rows = Rows(truth, None, 2, "F1", "log", 0)
    temperature, threshold, _ = rows.settle(one.predicted)
    flattered = Answers.of(calibrated(one.predicted, temperature), threshold).score(truth, None)["F1"]
    told = crossed(rows, [one], [(one, 1.0)], lambda: None, float("inf"))
    assert told.score(truth, None)["F1"] < flattered
    assert told.predicted.sum(axis=1) == pytest.approx(1)


def test_without_time_or_with_many_rows_the_models_own_weights_are_scored(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(2)
    truth = random.normal(size=90)
    made = candidates([truth + random.normal(size=90) for _ in range(3)])
    rows, members = Rows(truth, None, 0, "RMSE", "squared", 0), [(made[0], 0.25), (made[1], 0.75)]
    own = 0.25 * made[0].predicted + 0.75 * made[1].predicted
    assert crossed(rows, made, members, lambda: None, 0.0).predicted == pytest.approx(own)
    monkeypatch.setattr(honest, "MOST_ROWS", 50)
    assert crossed(rows, made, members, lambda: None, float("inf")).predicted == pytest.approx(own)


def test_the_headline_is_the_leaderboards_and_candidates_keep_their_own(cars: Any) -> None:
    wish = Wish(budget_seconds=60, algorithms=["linear-learner", "xgboost"], max_candidates=3)
    found = build(cars, "燃費", ProblemType.REGRESSION, wish)
    first = found.model.leaderboard[0]
    assert first.algorithm == "ensemble"
    assert {name: score.value for name, score in found.model.metrics.items()} == first.metrics
    assert found.answers(found.model).score(found.ground.truth, None) == first.metrics
    alone = found.alone(found.candidates[0].name, 1.0)
    assert found.answers(alone).score(found.ground.truth, None) == pytest.approx(found.candidates[0].metrics)


def test_a_second_layer_is_taken_where_it_gains_and_only_there() -> None:
    random = np.random.default_rng(3)
    truth = random.integers(0, 3, 900)
    powers = np.exp(2.0 * (2.0 * np.eye(3)[truth] + random.normal(size=(900, 3))))
    honestly, boldly = powers, powers * [9.0, 1.0, 0.1]
    rows = Rows(truth, None, 3, "LogLoss", "log", 0)
    told = {}
    for name, said in (("honest", honestly), ("bold", boldly)):
        [one] = candidates([said / said.sum(axis=1, keepdims=True)])
        told[name] = crossed(rows, [one], [(one, 1.0)], lambda: None, float("inf"))
        plain = Answers.of(one.predicted, 0.5).score(truth, None)["LogLoss"]
        assert told[name].score(truth, None)["LogLoss"] <= plain + 0.02
    assert told["bold"].layered
    assert not told["honest"].layered
    assert not Rows(truth, None, 2, "AUC", "auc", 0).stacks


def test_a_model_with_a_second_layer_is_stored_and_explained(cars: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(honest, "_GAIN", -1.0)
    wish = Wish(budget_seconds=60, algorithms=["linear-learner", "xgboost"], max_candidates=3)
    model = build(cars, "原産地", ProblemType.MULTICLASS, wish).model
    assert model.layer is not None
    again = load_model(pack(model.to_bundle()))
    expected = model.predict(cars)
    assert again.predict(cars).equals(expected)
    assert again.predict(cars.slice(5, 1)).to_pylist()[0] == pytest.approx(expected.slice(5, 1).to_pylist()[0])
    assert model.predict(cars.slice(0, 0)).num_rows == 0
    found = again.explain(cars.slice(0, 4))
    assert found.base + found.contributions.sum(axis=1) == pytest.approx(found.answer, abs=1e-6)
