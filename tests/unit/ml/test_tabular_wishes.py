"""Weights, chosen features and types, the two modes, and what bounds a search."""

from time import monotonic
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from sklearn import metrics as reference

from sealcanvas.ml.bundle import load_model, pack
from sealcanvas.ml.columns import ColumnType
from sealcanvas.ml.errors import BadOption, BadTarget
from sealcanvas.ml.metrics import score_classification, score_regression
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.tabular import Wish, build
from sealcanvas.ml.tabular.build import Build
from sealcanvas.ml.tabular.decision import best_threshold
from sealcanvas.ml.tabular.ensemble import loss_of
from sealcanvas.ml.tabular.features import Layout
from sealcanvas.ml.tabular.models.base import Data, Learner, Task, learners
from sealcanvas.ml.tabular.weight import read_weight


def _rows(count: int = 240, seed: int = 0) -> pa.Table:
    random = np.random.default_rng(seed)
    x, city = random.normal(size=count), random.choice(["東京", "大阪"], count)
    label = np.where(x + (city == "大阪") + 0.3 * random.normal(size=count) > 0.5, "yes", "no")
    return pa.table({"x": x, "city": city, "noise": random.normal(size=count), "w": random.random(count), "y": label})


def _build(table: pa.Table, **wish: Any) -> Build:
    wish = {"budget_seconds": 20.0, "max_candidates": 1, "validation_fraction": 0.3, **wish}
    wish = {"algorithms": ["linear-learner"], **wish} if wish.get("mode") != "tuning" else wish
    return build(table, "y", ProblemType.BINARY, Wish(**wish))


def test_weighted_classification_metrics_equal_scikit_learns() -> None:
    random = np.random.default_rng(1)
    truth, weight = random.integers(0, 2, 300), random.random(300)
    score = np.round(random.random(300), 1)
    predicted = (score > 0.5).astype(int)
    shares = np.column_stack([1 - score, score])
    ours = score_classification(truth, shares, predicted, weight)
    assert ours["Accuracy"] == pytest.approx(reference.accuracy_score(truth, predicted, sample_weight=weight))
    assert ours["F1"] == pytest.approx(reference.f1_score(truth, predicted, sample_weight=weight))
    assert ours["Precision"] == pytest.approx(reference.precision_score(truth, predicted, sample_weight=weight))
    assert ours["Recall"] == pytest.approx(reference.recall_score(truth, predicted, sample_weight=weight))
    assert ours["AUC"] == pytest.approx(reference.roc_auc_score(truth, score, sample_weight=weight))
    clipped = np.clip(shares, 1e-15, 1)
    assert ours["LogLoss"] == pytest.approx(-np.average(np.log(clipped[np.arange(300), truth]), weights=weight))
    assert ours["BalancedAccuracy"] == pytest.approx(reference.balanced_accuracy_score(truth, predicted))
    assert 1 - loss_of("auc", truth, shares, weight) == pytest.approx(ours["AUC"])


def test_weighted_regression_metrics_equal_scikit_learns() -> None:
    random = np.random.default_rng(2)
    truth, guess, weight = random.normal(5, 1, 100), random.normal(5, 1, 100), random.random(100)
    ours = score_regression(truth, guess, weight)
    assert ours["MSE"] == pytest.approx(reference.mean_squared_error(truth, guess, sample_weight=weight))
    assert ours["MAE"] == pytest.approx(reference.mean_absolute_error(truth, guess, sample_weight=weight))
    assert ours["R2"] == pytest.approx(reference.r2_score(truth, guess, sample_weight=weight))
    relative = reference.mean_absolute_percentage_error(truth, guess, sample_weight=weight)
    assert ours["MAPE"] == pytest.approx(relative)


def test_a_row_of_weight_three_moves_the_threshold_as_three_rows_do() -> None:
    random = np.random.default_rng(3)
    truth, score = random.integers(0, 2, 80), random.random(80)
    weight = random.integers(1, 4, 80).astype(float)
    shares = np.column_stack([1 - score, score])
    copies = np.repeat(np.arange(80), weight.astype(int))
    assert best_threshold("F1", truth, shares, weight) == best_threshold("F1", truth[copies], shares[copies])


@pytest.mark.parametrize("learner", learners(), ids=lambda learner: learner.algorithm)
@pytest.mark.parametrize("classes", [0, 2, 3])
def test_every_model_follows_the_heavy_rows(learner: type[Learner], classes: int) -> None:
    """Each x stands for two answers; the heavy one must win."""
    random = np.random.default_rng(4)
    x = random.integers(0, 2, 400).astype(float)
    light = np.arange(400) % 2 == 0
    right = x.astype(int)
    target = np.where(light, 1 - right, right)
    weight = np.where(light, 0.02, 1.98)
    data = Data(x[:, None], target.astype(float) if not classes else target, weight)
    task = Task(classes, "log" if classes else "squared", Layout((0,), (0,)), 0, 1, monotonic() + 20, lambda: None)
    model = learner.fit(data, data, {**learner.portfolio()[0][1]}, task)
    answer = model.predict(np.array([[0.0], [1.0]]))
    if classes:
        assert answer.argmax(axis=1).tolist() == [0, 1]
        assert answer.max() > 0.9
    else:
        assert np.allclose(answer, [0.01, 0.99], atol=0.1)


def test_the_weight_is_no_feature_and_rows_without_one_are_left_out() -> None:
    table = _rows()
    weight = table["w"].to_numpy().copy()
    weight[:4] = [0.0, -1.0, np.nan, np.inf]
    table = table.set_column(3, "w", pa.array(weight))
    model = _build(table, weight="w").model
    assert model.columns == ["x", "city", "noise"]
    assert "4 rows without a positive sample weight in 'w' are left out." in model.warnings
    assert model.predict(table.drop_columns(["w"])).num_rows == 240


def test_weights_change_the_model_and_its_scores_but_not_under_balanced_accuracy() -> None:
    table = _rows()
    plain, weighed = (_build(table, weight=weight, features=["x", "city"]).model for weight in (None, "w"))
    assert plain.metrics["LogLoss"].value != weighed.metrics["LogLoss"].value
    assert plain.metrics["Accuracy"].baseline != weighed.metrics["Accuracy"].baseline
    balanced = [
        _build(table, weight=weight, features=["x", "city"], objective="BalancedAccuracy").model.metrics
        for weight in (None, "w")
    ]
    assert balanced[0] == balanced[1]


def test_scaling_all_weights_changes_nothing() -> None:
    table = _rows()
    scaled = table.set_column(3, "w", pa.array(table["w"].to_numpy() * 2**20))
    assert _build(table, weight="w").model.metrics == _build(scaled, weight="w").model.metrics


@pytest.mark.parametrize(
    ("wish", "word"),
    [
        ({"weight": "W"}, "'W'"),
        ({"weight": "city"}, "no positive number"),
        ({"features": ["x", "X"]}, "'X'"),
        ({"features": ["x", "y"]}, "target column 'y'"),
        ({"features": ["x", "w"], "weight": "w"}, "weight column 'w'"),
        ({"types": {"Z": ColumnType.TEXT}}, "'Z'"),
        ({"types": {"city": ColumnType.NUMERIC}}, "'city' is to be read as numeric, but holds no number"),
        ({"types": {"city": ColumnType.DATETIME}}, "'city' is to be read as datetime, but holds no date"),
        ({"candidate_seconds": 0}, "time of a candidate"),
    ],
)
def test_wishes_that_cannot_be_are_told(wish: dict[str, Any], word: str) -> None:
    with pytest.raises(BadOption, match=word):
        _build(_rows(), **wish)


def test_chosen_features_and_types_are_the_models() -> None:
    table = _rows().append_column("shop", pa.array(np.random.default_rng(5).integers(1, 5, 240)))
    model = _build(table, features=["shop", "x"], types={"shop": ColumnType.CATEGORICAL}).model
    assert model.columns == ["x", "shop"]
    kinds = {item["column"]: item["encoder"] for item in model.features.state()[0]["encoders"]}
    assert kinds == {"x": "number", "shop": "category"}
    assert model.predict(table.select(["x", "shop"])).equals(model.predict(table))


def test_values_that_do_not_fit_a_declared_type_are_missing_and_counted() -> None:
    table = _rows().append_column("age", pa.array(["17", "unknown", "40"] * 80))
    model = _build(table, types={"age": ColumnType.NUMERIC}).model
    assert "80 values of 'age' are not numeric and count as missing." in model.warnings


def test_nothing_to_learn_from_is_told() -> None:
    with pytest.raises(BadTarget, match="varies"):
        _build(_rows().append_column("c", pa.array([1] * 240)), features=["c"])


def test_tuning_takes_one_family_after_the_other_and_the_best_alone_is_the_model() -> None:
    found = _build(_rows(), mode="tuning", max_candidates=6, validation_fraction=None)
    names = [candidate.name for candidate in sorted(found.candidates, key=lambda each: each.ended)]
    assert [name.rpartition("-")[0] for name in names] == ["lightgbm"] * 2 + ["linear-learner"] * 2 + ["mlp"] + [
        "xgboost"
    ]
    assert [name.rpartition("-")[2] for name in names] == ["1", "2", "3", "4", "5", "6"]
    assert found.ended_by == "candidates"
    [member] = found.model.members
    assert (member.name, member.weight, len(member.models)) == (found.candidates[0].name, 1.0, 5)
    board = found.model.leaderboard
    assert (board[0].name, board[0].weight) == (member.name, 1.0)
    assert [row.metrics["F1"] for row in board] == sorted((row.metrics["F1"] for row in board), reverse=True)
    assert found.model.objective.value == board[0].metrics["F1"]


def test_a_seed_gives_the_same_search_and_settings_are_not_tried_twice() -> None:
    wish: dict[str, Any] = {"mode": "tuning", "max_candidates": 9, "algorithms": ["linear-learner"]}
    first, again = (_build(_rows(), **wish).candidates for _ in range(2))
    assert [each.settings for each in first] == [each.settings for each in again]
    assert [each.metrics for each in first] == [each.metrics for each in again]
    settings = [str(each.settings) for each in first]
    assert len(set(settings)) == len(settings) == 9


def test_what_ended_a_search_is_told() -> None:
    assert _build(_rows(), max_candidates=2).ended_by == "candidates"
    assert _build(_rows(), max_candidates=None, budget_seconds=0.2).ended_by == "runtime"
    assert _build(_rows(), max_candidates=None, budget_seconds=60.0).ended_by == ""


@pytest.mark.parametrize("mode", ["ensembling", "tuning"])
def test_a_candidates_time_is_bounded(mode: str) -> None:
    table = _rows(4000)
    wish: dict[str, Any] = {"algorithms": ["extra-trees"], "max_candidates": 2, "candidate_seconds": 0.5, "mode": mode}
    found = _build(table, budget_seconds=60.0, **wish)
    assert len(found.candidates) == 2
    assert max(candidate.seconds for candidate in found.candidates) < 2


def test_every_candidate_is_a_model_of_its_own() -> None:
    table = _rows()
    found = _build(table, max_candidates=3, algorithms=["linear-learner", "lightgbm"])
    for candidate in found.candidates:
        model = found.alone(candidate.name, 1.0)
        assert {name: score.value for name, score in model.metrics.items()} == candidate.metrics
        assert sum(model.column_impact.values()) == pytest.approx(100, abs=0.01)
        again = load_model(pack(model.to_bundle()))
        assert again.predict(table).equals(model.predict(table))


def test_weights_are_read_from_text_too() -> None:
    found = read_weight(pa.table({"w": ["1.5", "", "-2", "x", "0"]}), "w")
    assert found[0] == 1.5
    assert np.isnan(found[1:]).all()
