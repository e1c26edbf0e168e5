"""Members that are fitted again on all rows, so that they answer sooner."""

from dataclasses import replace
from time import monotonic
from typing import Any

import numpy as np
import pytest

from sealcanvas.ml.executor import Serial
from sealcanvas.ml.progress import Reporter
from sealcanvas.ml.tabular import refit
from sealcanvas.ml.tabular.candidate import Candidate, gather
from sealcanvas.ml.tabular.ensemble import loss_of, select
from sealcanvas.ml.tabular.features import Layout
from sealcanvas.ml.tabular.fold import FoldModel
from sealcanvas.ml.tabular.models.base import Data, Task, learners
from sealcanvas.ml.tabular.refit import Refit, answering, cost
from sealcanvas.ml.tabular.unit import Folds
from sealcanvas.ml.tabular.validation import splits

ROWS = 400
LAYOUT = Layout((0, 1, 2), (0, 0, 4))


def data(classes: int, rows: int = ROWS, seed: int = 1) -> Data:
    random = np.random.default_rng(seed)
    matrix = np.column_stack([random.normal(size=(rows, 2)), random.integers(0, 4, rows)])
    score = 2 * matrix[:, 0] + matrix[:, 1] * (matrix[:, 2] > 1) + random.normal(0, 0.3, rows)
    target = np.digitize(score, [-1.0, 1.0][: classes - 1]) if classes else np.exp(score)
    return Data(matrix, target)


def bench(classes: int) -> tuple[Refit, Folds]:
    known = data(classes)
    folds = splits(known.target, classes, 3, float("inf"), 0)[:3]
    work = Folds(known, folds, classes, "log" if classes else "squared", LAYOUT)
    return Refit(work, Serial(), Reporter(60, "RMSE"), 0, 1), work


def candidate(work: Folds, learner: Any, **more: Any) -> Candidate:
    settings = learner.portfolio()[0][1] | more
    results = list(Serial().map(work, work.items(learner, settings, 0, monotonic() + 60, 1), lambda: None))
    return gather("one", learner, settings, work.folds, results, 1)


@pytest.fixture(autouse=True)
def _every_bag_is_dear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refit, "_CHEAP", 0.0)
    monkeypatch.setattr(refit, "_FREE", 0.0)


@pytest.mark.parametrize("learner", learners(), ids=lambda each: each.algorithm)
@pytest.mark.parametrize("classes", [0, 2, 3])
def test_one_model_of_all_rows_stands_for_those_of_the_folds(learner: Any, classes: int) -> None:
    again, work = bench(classes)
    more: dict[str, Any] = dict({} if classes else {"target": "log"})
    small: dict[str, Any] = {"mlp": {"hidden": [24, 12]}, "extra-trees": {"trees": 40}}
    more |= small.get(learner.algorithm, {})
    member = candidate(work, learner, **more)
    [model] = again.models([member], monotonic() + 60)["one"]
    assert all(model is not each for each in member.models)
    unseen, loss = data(classes, seed=2), work.loss
    bag = np.mean([each.predict(unseen.matrix) for each in member.models], axis=0)
    own, theirs = (loss_of(loss, unseen.target, told) for told in (model.predict(unseen.matrix), bag))
    assert own < 1.15 * theirs
    twin = again.models([member], monotonic() + 60)["one"][0]
    assert twin.predict(unseen.matrix) == pytest.approx(model.predict(unseen.matrix), rel=1e-6)
    loaded = FoldModel.load(learner, model.store(), 1)
    assert (loaded.predict(unseen.matrix) == model.predict(unseen.matrix)).all()


@pytest.mark.parametrize("algorithm", ["lightgbm", "xgboost", "mlp", "extra-trees"])
def test_a_model_that_its_deadline_cut_off_is_none(algorithm: str) -> None:
    _, work = bench(2)
    [learner] = learners([algorithm])
    member = candidate(work, learner)
    settled = FoldModel.settled(member.models)
    assert settled is not None
    task = Task(2, "log", LAYOUT, 0, 1, monotonic() - 1, lambda: None)
    settings = member.settings | settled[0] | ({"trees": 100} if algorithm == "extra-trees" else {"rounds": 50})
    assert FoldModel.whole(learner, work.data, settings, task, 1.0) is None


def test_without_time_or_need_the_folds_models_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    again, work = bench(2)
    member = candidate(work, learners(["lightgbm"])[0])
    assert again.models([member], monotonic() + 1e-3)["one"] is member.models
    monkeypatch.setattr(refit, "_CHEAP", 1e9)
    assert again.models([member], monotonic() + 60)["one"] is member.models
    assert again.reserve([member]) == 0
    # What was held out joins in any case: one model alone learnt from a part of the rows only.
    single = replace(member, models=member.models[:1])
    assert again.reserve([single]) > 0


def test_costs_count_models_and_their_size() -> None:
    _, work = bench(2)
    member = candidate(work, learners(["lightgbm"])[0])
    assert cost(member.models) == pytest.approx(sum(cost([each]) for each in member.models))
    assert answering(member.models) == pytest.approx(cost(member.models) / 3)


def test_a_candidate_that_slows_answers_down_must_be_worth_it() -> None:
    random = np.random.default_rng(0)
    truth = random.normal(size=4000)
    near, twin, other = (truth + random.normal(0, spread, 4000) for spread in (0.5, 0.5, 0.7))
    weights = select("squared", truth, [near, near + 1e-3 * twin], None, 0, lambda: None, costs=[5.0, 500.0])
    assert weights.tolist() == [1.0, 0.0]
    weights = select("squared", truth, [near, other], None, 0, lambda: None, costs=[5.0, 500.0])
    assert weights[1] > 0.2
