from time import monotonic
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.ml.errors import BadOption, BadTarget
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.progress import Progress
from sealcanvas.ml.tabular import train


@pytest.mark.wall_clock
def test_an_ensemble_on_real_data_is_good_and_reported(cancer: Any) -> None:
    told: list[tuple[float, Progress]] = []
    began = monotonic()
    model = train(
        cancer,
        "diagnosis",
        ProblemType.BINARY,
        objective="AUC",
        budget_seconds=6,
        progress=lambda progress: told.append((monotonic(), progress)),
    )
    assert monotonic() - began < 8
    assert model.objective.name == "AUC"
    assert model.objective.value > 0.985
    assert model.objective.baseline == pytest.approx(0.5)
    assert model.metrics["LogLoss"].value < 0.2 < model.metrics["LogLoss"].baseline
    best, *candidates = model.leaderboard
    assert (best.name, best.weight) == ("ensemble", 1.0)
    assert {row.algorithm for row in candidates} >= {"lightgbm", "xgboost", "linear-learner"}
    assert sum(row.weight for row in candidates) == pytest.approx(1)
    assert all(best.metrics["LogLoss"] <= row.metrics["LogLoss"] + 0.05 for row in candidates)
    phases = [progress.phase for _, progress in told]
    assert phases[0] == "AnalyzingData"
    assert phases[-1] == "Completed"
    assert max(np.diff([moment for moment, _ in told])) < 1.5
    assert any(progress.best is not None for _, progress in told)
    scores = {progress.candidate: progress.score for _, progress in told if progress.score is not None}
    assert scores == {row.name: row.metrics[model.objective.name] for row in model.leaderboard if row.name in scores}
    assert scores
    assert {progress.candidate for _, progress in told} >= {row.name for row in candidates}
    ended = told[-1][0]
    promised = [(moment, report.eta_seconds) for moment, report in told if report.eta_seconds is not None]
    assert max(ended - moment - seconds for moment, seconds in promised) < 2  # it never lasts much longer than told


def test_threshold_is_tuned_for_f1_where_classes_are_uneven() -> None:
    random = np.random.default_rng(0)
    x = random.normal(size=1200)
    rare = random.random(1200) < 1 / (1 + np.exp(3.5 - 1.5 * x))
    table = pa.table({"x": x, "noise": random.normal(size=1200), "y": np.where(rare, "yes", "no")})
    model = train(table, "y", ProblemType.BINARY, budget_seconds=10, max_candidates=2)
    assert model.classes == ["no", "yes"]
    assert model.threshold < 0.45
    found = model.predict(table)
    chosen = found["probability_yes"].to_numpy() >= model.threshold
    assert np.array_equal(np.array(found["y"].to_pylist()) == "yes", chosen)
    assert np.allclose(
        found["probability"].to_numpy(), np.where(chosen, found["probability_yes"], found["probability_no"])
    )


def test_ten_thousand_categories_are_taken_without_leaking() -> None:
    random = np.random.default_rng(2)
    count = 12_000
    table = pa.table(
        {
            "customer": [f"客{number}" for number in random.integers(0, 10_000, count)],
            "x": random.normal(size=count),
            "y": np.where(random.random(count) < 0.5, "a", "b"),
        }
    )
    model = train(
        table, "y", ProblemType.BINARY, budget_seconds=20, max_candidates=2, objective="AUC", validation_fraction=0.3
    )
    assert abs(model.objective.value - 0.5) < 0.04  # there is nothing to learn, and nothing must seem learnt
    assert model.predict(table.slice(0, 5)).num_rows == 5


def test_text_dates_and_many_categories_are_learnt_from() -> None:
    random = np.random.default_rng(1)
    count = 900
    bad = random.random(count) < 0.4
    words = np.where(
        bad, "the screen broke and nobody answered my letters", "it works well and everyone is quite happy"
    )
    shop = random.integers(0, 120, count)
    month = random.integers(1, 13, count)
    price = 10 * bad + (shop % 7) + np.where(month > 6, 5, 0) + random.normal(0, 0.5, count)
    table = pa.table(
        {
            "review": [f"{text} {row}" for row, text in enumerate(words)],
            "shop": [f"店舗{number}" for number in shop],
            "day": [f"2024/{number}/15" for number in month],
            "price": price,
        }
    )
    model = train(table, "price", ProblemType.REGRESSION, budget_seconds=20, max_candidates=3, validation_fraction=0.3)
    assert model.metrics["R2"].value > 0.85
    assert model.column_impact["review"] > 30
    assert min(model.column_impact.values()) > 1
    assert model.predict(table.slice(0, 3)).num_rows == 3


def test_dates_are_read_at_prediction_as_they_were_in_training() -> None:
    """3/4/2024 alone could be March or April; the training data says April."""
    days = [f"{day}/{month}/2024" for day in range(1, 29) for month in range(1, 13)]
    month = np.array([int(text.split("/")[1]) for text in days], dtype=float)
    table = pa.table({"day": days, "y": month * 10})
    model = train(table, "y", ProblemType.REGRESSION, budget_seconds=20, max_candidates=1)
    assert model.predict(pa.table({"day": ["3/4/2024"]}))["y"][0].as_py() == pytest.approx(40, abs=5)


@pytest.mark.parametrize("objective", ["MAE", "MAPE", "R2", "RMSE"])
def test_every_regression_objective_can_be_asked_for(cars: Any, objective: str) -> None:
    model = train(
        cars,
        "燃費",
        ProblemType.REGRESSION,
        objective=objective,
        budget_seconds=20,
        max_candidates=2,
        validation_fraction=0.3,
        algorithms=["lightgbm"],
    )
    assert model.objective.name == objective
    better = model.objective.value > model.objective.baseline
    assert better == (model.objective.direction == "Maximize")


@pytest.mark.wall_clock
def test_a_raising_callback_stops_training_inside_boosting(cancer: Any) -> None:
    class Cancelled(Exception):
        pass

    began = monotonic()

    def stop(progress: Progress) -> None:
        if progress.phase == "ModelTuning" and monotonic() - began > 1.0:
            raise Cancelled

    with pytest.raises(Cancelled):
        train(cancer, "diagnosis", ProblemType.BINARY, budget_seconds=60, progress=stop)
    assert monotonic() - began < 3


def test_wrong_wishes_are_refused(cancer: Any) -> None:
    for wrong in ({"objective": "MSE"}, {"max_candidates": 0}, {"validation_fraction": 1.0}, {"budget_seconds": 0}):
        with pytest.raises(BadOption):
            train(cancer, "diagnosis", ProblemType.BINARY, **({"budget_seconds": 5} | wrong))
    with pytest.raises(BadTarget, match="varies"):
        train(
            cancer.select(["diagnosis"]).append_column("c", pa.array([1] * 569)),
            "diagnosis",
            ProblemType.BINARY,
            budget_seconds=5,
        )


@pytest.mark.slow
@pytest.mark.wall_clock
def test_budget_is_kept_on_50_000_rows() -> None:
    random = np.random.default_rng(0)
    matrix = random.normal(size=(50_000, 20))
    label = (matrix[:, 0] * matrix[:, 1] + matrix[:, 2] + random.normal(size=50_000) > 0).astype(int)
    table = pa.table({f"c{index}": matrix[:, index] for index in range(20)} | {"y": label})
    for budget in (5, 15):
        last = [monotonic()]
        gaps: list[float] = []

        def beat(_: Progress, last: list[float] = last, gaps: list[float] = gaps) -> None:
            gaps.append(monotonic() - last[0])
            last[0] = monotonic()

        began = monotonic()
        model = train(table, "y", ProblemType.BINARY, budget_seconds=budget, objective="AUC", progress=beat)
        assert monotonic() - began < budget + 2
        assert model.objective.value > 0.8
        assert max(gaps) < 2


@pytest.mark.slow
def test_more_time_is_never_worse_beyond_noise() -> None:
    random = np.random.default_rng(1)
    matrix = random.normal(size=(6_000, 8))
    wave = np.sin(2 * matrix[:, 0]) + matrix[:, 1] * matrix[:, 2] + 0.3 * random.normal(size=6_000)
    table = pa.table({f"c{index}": matrix[:, index] for index in range(8)} | {"y": wave})
    known, unseen = table.slice(0, 3_000), table.slice(3_000)
    errors: dict[int, list[float]] = {}
    for budget in (3, 15):
        for seed in range(3):
            model = train(known, "y", ProblemType.REGRESSION, budget_seconds=budget, seed=seed)
            found = model.predict(unseen)["y"].to_numpy()
            errors.setdefault(budget, []).append(float(np.sqrt(np.mean((found - unseen["y"].to_numpy()) ** 2))))
    assert np.mean(errors[15]) <= np.mean(errors[3]) * 1.005
