"""Labels of many uneven classes, where the objective counts all classes alike."""

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.ml.bundle import load_model, pack
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.tabular.decision import best_odds, decide, score
from sealcanvas.ml.tabular.train import build
from sealcanvas.ml.tabular.wish import Wish

COUNT = 1500


def table() -> pa.Table:
    random = np.random.default_rng(4)
    truth = random.choice(3, COUNT, p=[0.85, 0.1, 0.05])
    x = random.normal(size=(COUNT, 2)) + np.array([[0, 0], [1.6, 0], [0, 1.6]])[truth]
    return pa.table({"x": x[:, 0], "y": x[:, 1], "種類": np.array(["多", "少", "稀"])[truth]})


def test_odds_are_for_many_classes_and_even_objectives_alone() -> None:
    random = np.random.default_rng(5)
    truth = random.choice(3, 400, p=[0.8, 0.1, 0.1])
    shares = np.exp(np.eye(3)[truth] * 1.5 + random.normal(size=(400, 3)) + np.log([0.8, 0.1, 0.1]))
    shares /= shares.sum(axis=1, keepdims=True)
    odds = best_odds("BalancedAccuracy", truth, shares)
    assert odds
    assert odds[0] == 1 < odds[1]
    plain, tuned = (score("BalancedAccuracy", truth, shares, odds=each)["BalancedAccuracy"] for each in ((), odds))
    assert tuned > plain + 0.05
    assert best_odds("Accuracy", truth, shares) == ()
    assert best_odds("BalancedAccuracy", truth % 2, shares[:, :2]) == ()
    assert best_odds("F1macro", np.minimum(truth, 1), shares) == ()  # a class without rows tells nothing
    assert (decide(shares, 0.5, (1.0, 1.0, 1.0)) == decide(shares, 0.5)).all()


@pytest.mark.parametrize("objective", ["BalancedAccuracy", "F1macro"])
def test_a_model_decides_by_its_odds_wherever_it_is_asked(objective: str) -> None:
    rows = table()
    wish = Wish(objective=objective, budget_seconds=60, algorithms=["linear-learner"], max_candidates=1)
    found = build(rows, "種類", ProblemType.MULTICLASS, wish)
    model = found.model
    assert model.odds
    told = model.predict(rows)
    shares = np.column_stack([told[f"probability_{label}"].to_numpy() for label in model.classes])
    decided = np.array(model.classes)[decide(shares, 0.5, model.odds)]
    assert told["種類"].to_pylist() == decided.tolist()
    assert (np.array(model.classes)[shares.argmax(axis=1)] != decided).any()
    assert load_model(pack(model.to_bundle())).predict(rows).equals(told)
    assert model.explain(rows.slice(0, 50)).labels == decided[:50].tolist()
    plain = score(objective, found.ground.truth, found.candidates[0].predicted)
    assert model.objective.value > plain[objective]
