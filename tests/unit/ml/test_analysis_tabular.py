"""The whole report of a tabular build: what stands in it, that it is bounded, and that it repeats."""

import json
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.ml.analysis.power import power
from sealcanvas.ml.analysis.tabular import analyze, data_quality
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.tabular import Wish, build
from sealcanvas.ml.tabular.build import Build

pytestmark = pytest.mark.slow

TARGETS = {
    "price": ProblemType.REGRESSION,
    "sold": ProblemType.BINARY,
    "grade": ProblemType.MULTICLASS,
}


def table(rows: int = 400) -> Any:
    random = np.random.default_rng(6)
    size, place = random.normal(size=rows), random.choice(["東京", "Kobe", "Nara"], rows)
    score = size + 2 * (place == "Kobe") + 0.3 * random.normal(size=rows)
    price = 100 + 10 * score
    return pa.table(
        {
            "size": pa.array([None if number % 20 == 0 else value for number, value in enumerate(size)]),
            "場所": place,
            "day": np.datetime64("2024-01-01") + random.integers(0, 300, rows),
            "noise": random.normal(size=rows),
            "price": price,
            "sold": np.where(score > 0.8, "yes", "no"),
            "grade": np.digitize(score, [0, 1.5]).astype(str),
        }
    )


def built(target: str, **more: Any) -> tuple[Build, Any]:
    rows = table().select(["size", "場所", "day", "noise", target])
    for name, values in more.items():
        rows = rows.append_column(name, pa.array(values))
    wish = Wish(budget_seconds=20, algorithms=["lightgbm"], max_candidates=1)
    return build(rows, target, TARGETS[target], wish), rows


def report(found: Build, rows: Any) -> dict[str, Any]:
    return analyze(found, found.model, rows, 30.0, 0.001, lambda: None)


@pytest.fixture(scope="module", params=TARGETS)
def case(request: pytest.FixtureRequest) -> tuple[Build, Any, dict[str, Any]]:
    found, rows = built(request.param)
    return found, rows, report(found, rows)


def test_every_score_lies_in_its_interval_beside_the_baseline(case: Any) -> None:
    found, _, told = case
    assert told["metrics"][0]["name"] == told["objective"] == found.model.objective.name
    assert {score["name"] for score in told["metrics"]} == set(found.model.metrics)
    for score in told["metrics"]:
        assert score["low"] <= score["value"] <= score["high"]
        assert score["baseline"] == found.model.metrics[score["name"]].baseline
    assert told["confidence"] == {"level": 0.95, "replicates": 200, "rows": 400}


def test_the_report_is_small_json_that_repeats(case: Any) -> None:
    found, rows, told = case
    text = json.dumps(told, allow_nan=False)
    assert len(text) < 200_000
    assert json.dumps(report(found, rows)) == text
    assert ("classification" in told) == bool(found.model.classes) != ("regression" in told)


def test_tables_agree_with_the_scores(case: Any) -> None:
    found, _, told = case
    scores = {score["name"]: score["value"] for score in told["metrics"]}
    if not found.model.classes:
        assert told["regression"]["band"] == pytest.approx(scores["RMSE"])
        return
    cells = np.array(told["classification"]["confusion"]["counts"])
    assert np.trace(cells) / cells.sum() == pytest.approx(scores["Accuracy"])
    assert len(told["classification"]["per_class"]["rows"]) == len(found.model.classes)
    if len(found.model.classes) == 2:
        assert told["classification"]["curves"][0]["auc"] == pytest.approx(scores["AUC"])


def test_effects_show_what_each_value_does(case: Any) -> None:
    _, rows, told = case
    effects = told["effects"]
    by_column = {column["column"]: column for column in effects["columns"]}
    assert set(by_column) >= {"size", "場所"}
    assert effects["rows"] == rows.num_rows
    sizes = by_column["size"]["bins"]
    assert sizes[-1]["missing"] is True
    assert sum(each["rows"] for each in sizes) == rows.num_rows
    assert len(sizes) <= 30
    last = len(effects["outputs"]) - 1
    if told["problem"] != "MulticlassClassification":
        known = [each["effect"][last] for each in sizes[:-1]]
        assert np.mean(known[-5:]) > np.mean(known[:5])
        places = {each["value"]: each["effect"][last] for each in by_column["場所"]["bins"]}
        assert places["Kobe"] > max(places["東京"], places["Nara"])
    power = effects["power"]
    assert power["size"] > power.get("noise", 0) + 0.05


def test_a_leak_is_named_first_and_noise_is_not() -> None:
    answer = np.where(np.array(table()["sold"].to_pylist()) == "yes", 3.5, 1.25)
    found, rows = built("sold", after=answer)
    told = report(found, rows)
    quality = data_quality(found.model, rows, told, None, 1.0, lambda: None)
    assert [(each.code, each.column) for each in quality.findings if each.code == "TargetLeakage"] == [
        ("TargetLeakage", "after")
    ]
    assert quality.findings[0].code == "TargetLeakage"


def test_power_is_of_rows_that_it_was_not_fitted_on() -> None:
    random = np.random.default_rng(0)
    rows = 3_000
    truth = random.normal(size=rows)
    matrix = np.column_stack(
        [truth**3, random.permutation(rows).astype(float), np.full(rows, np.nan), random.normal(size=rows)]
    )
    found = power(matrix, [0, 1, 2, 3], [0, rows, 0, 0], ["copy", "id", "none", "noise"], truth, 0, 60.0, lambda: None)
    assert found["copy"] > 0.98
    assert max(found["id"], found["none"], found["noise"]) < 0.05


def test_time_that_is_over_leaves_a_whole_report() -> None:
    found, rows = built("grade")
    told = analyze(found, found.model, rows, 0.0, 0.001, lambda: None)
    assert told["confidence"]["replicates"] == 40
    assert told["effects"]["rows"] == 50
    assert told["effects"]["columns"]
