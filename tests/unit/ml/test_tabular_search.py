"""What is tried, how often it is judged, and what of it makes up the model."""

from dataclasses import replace
from time import monotonic
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.ml.executor import Serial
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.progress import Reporter
from sealcanvas.ml.tabular import Wish, build, members
from sealcanvas.ml.tabular.boosting import Patience
from sealcanvas.ml.tabular.calibration import best_temperature, calibrated
from sealcanvas.ml.tabular.candidate import Candidate
from sealcanvas.ml.tabular.ensemble import loss_of
from sealcanvas.ml.tabular.features import Layout
from sealcanvas.ml.tabular.models.base import Data, Task, learners
from sealcanvas.ml.tabular.scale import LOG, Scale, scales
from sealcanvas.ml.tabular.search import wave
from sealcanvas.ml.tabular.settle import settle
from sealcanvas.ml.tabular.unit import Folds
from sealcanvas.ml.tabular.validation import splits


def _candidate(name: str, predicted: Any, size: int = 0, value: float = 0.5, learner: Any = None) -> Candidate:
    class Model:
        def store(self) -> Any:
            return type("Stored", (), {"text": "x" * size, "arrays": {}})

    chosen = learner or learners(["linear-learner"])[0]
    models: Any = [Model()]
    return Candidate(name, chosen, {"penalties": [value]}, models, predicted, 1.0, {"RMSE": value})


def test_a_skewed_target_is_tried_as_its_logarithm_and_others_are_not() -> None:
    random = np.random.default_rng(0)
    assert scales(np.exp(random.normal(size=500)), 0) == ("", LOG)
    assert scales(random.normal(size=500), 0) == ("",)
    assert scales(np.exp(random.normal(size=500)) - 3, 0) == ("",)
    assert scales(np.ones(500), 0) == ("",)
    assert scales(random.integers(0, 2, 500), 2) == ("",)


def test_a_logarithm_is_taken_back_to_the_mean_of_the_truth() -> None:
    truth = np.exp(np.random.default_rng(1).normal(size=400))
    scale = Scale(LOG)
    assert np.allclose(scale.back(scale.forward(truth)), truth)
    flat = np.full(400, np.log1p(truth).mean())
    smeared = scale.smeared(truth, scale.back(flat), None)
    assert smeared.back(flat).mean() == pytest.approx(truth.mean())
    assert Scale.load(smeared.arrays()) == smeared
    assert Scale.load({}) == Scale()


def test_the_better_scale_of_a_skewed_target_is_the_models() -> None:
    random = np.random.default_rng(2)
    x = random.normal(size=(400, 3))
    table = pa.table({"a": x[:, 0], "b": x[:, 1], "c": x[:, 2], "y": np.exp(x @ [1.0, 1.0, 0.5])})
    wish = Wish(budget_seconds=60, algorithms=["linear-learner"], max_candidates=3, validation_fraction=0.3)
    found = build(table, "y", ProblemType.REGRESSION, wish)
    best = found.candidates[0]
    assert best.settings["target"] == LOG
    plain = next(each for each in found.candidates if "target" not in each.settings)
    assert best.metrics["RMSE"] < 0.8 * plain.metrics["RMSE"]
    again = type(found.model).from_bundle(found.model.to_bundle())
    assert again.predict(table).equals(found.model.predict(table))


def test_probabilities_that_are_too_bold_are_softened_and_honest_ones_left_alone() -> None:
    random = np.random.default_rng(3)
    logits = random.normal(size=(4000, 3)) * 1.5
    honest = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    truth = (honest.cumsum(axis=1) < random.random((4000, 1))).sum(axis=1)
    bold = calibrated(honest, 0.5)
    assert best_temperature(truth, honest, None, 0) == 1.0
    found = best_temperature(truth, bold, None, 0)
    assert found == pytest.approx(2.0, abs=0.15)
    assert loss_of("log", truth, calibrated(bold, found)) < loss_of("log", truth, bold)
    assert np.allclose(calibrated(bold, found).sum(axis=1), 1)


def test_members_of_little_weight_are_left_out() -> None:
    random = np.random.default_rng(4)
    truth = random.normal(size=2000)
    noise = [random.normal(size=2000) for _ in range(3)]
    made = [_candidate(f"c{place}", truth + scale * noise[place]) for place, scale in enumerate((0.5, 0.5, 2.6))]
    chosen = members.choose("squared", truth, made, None, 0, lambda: None)
    assert [each.name for each, _ in chosen] == ["c0", "c1"]
    assert sum(weight for _, weight in chosen) == pytest.approx(1)


def test_members_that_are_too_large_make_room_for_small_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "_MOST_BYTES", 1000)
    random = np.random.default_rng(5)
    truth = random.normal(size=2000)
    made = [_candidate(f"c{size}", truth + random.normal(size=2000), size) for size in (10, 5000, 20)]
    chosen = members.choose("squared", truth, made, None, 0, lambda: None)
    assert {each.name for each, _ in chosen} == {"c10", "c20"}


def test_as_many_folds_are_used_as_the_time_allows() -> None:
    random = np.random.default_rng(6)
    data = Data(random.normal(size=(3000, 8)), random.normal(size=3000))
    folds = splits(data.target, 0, 8, float("inf"), 0)
    work = Folds(data, folds, 0, "squared", Layout(tuple(range(8)), (0,) * 8))
    [learner] = learners(["extra-trees"])
    settings = {"min_samples_leaf": 1, "max_features": 0.9, "trees": 20}
    counts = []
    for seconds in (0.01, 600.0):
        clock = Reporter(seconds, "RMSE")
        count, probed = settle(work, learner, settings, 0, seconds, Serial(1), clock)
        assert probed is not None
        assert len(probed.arrays["predicted"]) == len(folds[0].valid)
        counts.append(count)
    assert counts == [1, 5]


def test_a_wave_depends_on_seed_and_results_alone_and_repeats_nothing() -> None:
    [linear] = learners(["linear-learner"])
    done = [_candidate(f"c{place}", np.zeros(1), value=0.1 * place + 0.1, learner=linear) for place in range(4)]
    first, again = (wave([linear], 0, done, "RMSE", 7) for _ in range(2))
    assert first == again
    assert len(first) == 4
    settings = [str(each) for _, each in first] + [str(each.settings) for each in done]
    assert len(set(settings)) == 8
    assert wave([linear], 1, done, "RMSE", 7) != first
    log = [replace(each, settings={**each.settings, "target": LOG}) for each in done]
    assert all(each["target"] == LOG for _, each in wave([linear], 0, log, "RMSE", 7))


def test_boosting_takes_larger_steps_only_where_its_deadline_would_cut_it() -> None:
    def task(seconds: float) -> Task:
        return Task(0, "squared", Layout((0,), (0,)), 0, 1, monotonic() + seconds, lambda: None)

    for seconds, expected in ((float("inf"), None), (1e6, None), (-1.0, 0.3)):
        watch = Patience(task(seconds), 60, 4000, 0.05)
        for number in range(1, 11):
            watch(number, 1.0 / number)
            assert watch.pace(number, 0.05) is None or number == 10
        assert watch.pace(10, 0.05) == expected
