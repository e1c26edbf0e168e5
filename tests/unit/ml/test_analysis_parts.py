"""Curves, matrices, residuals and intervals against scikit-learn and against what is known."""

from typing import Any

import numpy as np
import pytest

from sealcanvas.ml.analysis.confusion import confusion, per_class
from sealcanvas.ml.analysis.curves import calibration, curve, curves
from sealcanvas.ml.analysis.interval import intervals
from sealcanvas.ml.analysis.judged import Judged
from sealcanvas.ml.analysis.residuals import regression
from sealcanvas.ml.metrics import score_classification, score_regression


def judged(classes: int, rows: int = 3_000, seed: int = 0) -> Judged:
    """Probabilities that are right more often than not; numbers with errors for no classes."""
    random = np.random.default_rng(seed)
    if not classes:
        numbers = random.normal(size=rows)
        return Judged([], numbers, numbers + random.normal(0, 0.5, rows), None, 0.5, 0)
    truth = random.integers(classes, size=rows)
    scores = random.normal(size=(rows, classes))
    scores[np.arange(rows), truth] += 1.5
    powers = np.exp(scores)
    labels = [f"l{number}" for number in range(classes)]
    return Judged(labels, truth, powers / powers.sum(axis=1, keepdims=True), None, 0.5, 0)


def test_curves_are_scikit_learns_and_thin() -> None:
    from sklearn.metrics import average_precision_score, roc_auc_score, roc_curve

    truth = judged(2).truth
    score = judged(2).predicted[:, 1]
    found = curve(truth, score)
    assert found["auc"] == pytest.approx(roc_auc_score(truth, score))
    assert found["average_precision"] == pytest.approx(average_precision_score(truth, score))
    roc = found["roc"]
    assert len(roc["threshold"]) <= 200
    assert (roc["false_positive_rate"][0], roc["true_positive_rate"][-1]) == (0.0, 1.0)
    alarms, hits, _ = roc_curve(truth, score)
    apart = np.abs(alarms[:, None] - roc["false_positive_rate"]) + np.abs(hits[:, None] - roc["true_positive_rate"])
    assert apart.min(axis=1).max() < 0.01
    precision = found["precision_recall"]
    assert precision["recall"][-1] == 1.0
    assert precision["precision"][-1] == pytest.approx(truth.mean())


def test_a_constant_score_has_a_curve_of_its_ends() -> None:
    found = curve(np.array([0, 1, 1]), np.full(3, 0.4))
    assert found["roc"]["false_positive_rate"] == [0.0, 1.0]
    assert found["auc"] == 0.5
    assert found["precision_recall"]["precision"] == [pytest.approx(2 / 3)]


def test_confusion_counts_every_row_once() -> None:
    from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

    three = judged(3)
    found = confusion(three)
    assert found["counts"] == confusion_matrix(three.truth, three.decided).tolist()
    assert (found["labels"], found["merged"]) == (["l0", "l1", "l2"], 0)
    table = {row["label"]: row for row in per_class(three)["rows"]}
    averages = per_class(three)["averages"]
    rows = np.array([row["rows"] for row in table.values()])
    for name in ("precision", "recall", "f1"):
        values = np.array([row[name] or 0.0 for row in table.values()])
        assert averages["macro"][name] == pytest.approx(values[rows > 0].mean())
        assert averages["weighted"][name] == pytest.approx((values * rows).sum() / rows.sum())
    precision, recall, f1, rows = precision_recall_fscore_support(three.truth, three.decided)
    for place in range(3):
        own = table[f"l{place}"]
        assert (own["precision"], own["recall"], own["f1"]) == pytest.approx(
            (precision[place], recall[place], f1[place])
        )
        assert own["rows"] == rows[place]


def test_ten_thousand_labels_make_small_tables() -> None:
    random = np.random.default_rng(1)
    count, rows = 10_000, 400
    truth = np.minimum(random.geometric(0.02, rows), count) - 1
    predicted = np.full((rows, count), 0.0, dtype=np.float32)
    predicted[np.arange(rows), random.integers(count, size=rows)] = 1.0
    many = Judged([str(number) for number in range(count)], truth, predicted, None, 0.5, 0)
    found = confusion(many)
    assert len(found["labels"]) == len(found["counts"]) == 30
    assert found["labels"][-1] == ""
    assert found["merged"] == count - 29
    assert sum(map(sum, found["counts"])) == rows
    assert len(per_class(many)["rows"]) == 100
    assert len(curves(many)) == 5
    scores = score_classification(truth, predicted, many.decided)
    assert 0 <= scores["F1macro"] <= 1


def test_calibration_bins_hold_what_came_of_them() -> None:
    random = np.random.default_rng(2)
    said = random.uniform(size=20_000)
    truth = (random.uniform(size=20_000) < said).astype(np.int64)
    found = calibration(Judged(["no", "yes"], truth, np.column_stack([1 - said, said]), None, 0.5, 0))
    assert found["error"] < 0.02
    assert sum(found["bins"]["rows"]) == 20_000
    honest = np.array(found["bins"]["actual"])
    assert np.abs(honest - (np.arange(10) + 0.5) / 10).max() < 0.05
    boast = calibration(Judged(["no", "yes"], truth, np.column_stack([said, 1 - said]), None, 0.5, 0))
    assert boast["error"] > 0.3


def test_residuals_are_summed_up_and_bounded() -> None:
    numbers = judged(0)
    found = regression(numbers)
    error = numbers.truth - numbers.predicted
    assert len(found["points"]["actual"]) == 500
    assert found["band"] == pytest.approx(float(np.sqrt((error**2).mean())))
    assert found["residuals"]["percentiles"]["50"] == pytest.approx(float(np.median(error)))
    density = found["error_density"]
    assert sum(density["counts"]) + density["below"] + density["above"] == len(error)
    assert len(density["edges"]) == len(density["counts"]) + 1 <= 41
    assert sum(found["line"]["rows"]) == len(error)
    assert found["line"]["predicted"] == sorted(found["line"]["predicted"])


def test_perfect_predictions_have_residuals_too() -> None:
    truth = np.arange(60.0)
    found = regression(Judged([], truth, truth, None, 0.5, 0))
    assert found["residuals"]["deviation"] == 0
    assert sum(found["error_density"]["counts"]) == 60


def _interval(own: Judged, name: str, rows: int | None = None) -> tuple[float, float, int]:
    score = own.sampled().score
    values = score(np.arange(len(own.truth)))
    found = intervals(score, len(own.truth), values, 0, 60.0, lambda: None)
    low, high = found.ends[name]
    assert low is not None
    assert high is not None
    assert low <= values[name] <= high
    return low, high, found.rows


def test_intervals_are_as_wide_as_theory_says_and_repeat() -> None:
    own = judged(2, rows=2_000)
    low, high, _ = _interval(own, "Accuracy")
    right = float((own.decided == own.truth).mean())
    assert high - low == pytest.approx(2 * 1.96 * (right * (1 - right) / 2_000) ** 0.5, rel=0.2)
    assert (low, high) == _interval(own, "Accuracy")[:2]


def test_many_rows_narrow_the_interval_at_no_cost() -> None:
    own = judged(0, rows=50_000)
    low, high, rows = _interval(own, "MSE")
    assert rows == 5_000
    deviation = ((own.truth - own.predicted) ** 2).std() / 50_000**0.5
    assert high - low == pytest.approx(2 * 1.96 * deviation, rel=0.3)


def test_an_undefined_metric_has_no_interval() -> None:
    zeros = Judged([], np.zeros(100), np.ones(100), None, 0.5, 0)
    score = zeros.sampled().score
    found = intervals(score, 100, score(np.arange(100)), 0, 1.0, lambda: None)
    assert found.ends["MAPE"] == (None, None)
    assert found.ends["MAE"] == (1.0, 1.0)


def test_a_cancelled_job_ends_a_bootstrap() -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    own = judged(0, rows=100)
    values = score_regression(own.truth, own.predicted)
    with pytest.raises(KeyboardInterrupt):
        intervals(own.sampled().score, 100, values, 0, 1.0, stop)


def test_weights_reach_every_sample() -> None:
    own = judged(2, rows=500)
    weight: Any = np.where(own.decided == own.truth, 5.0, 1.0)
    kind = Judged(own.classes, own.truth, own.predicted, weight, 0.5, 0)
    assert _interval(kind, "Accuracy")[0] > _interval(own, "Accuracy")[1]
