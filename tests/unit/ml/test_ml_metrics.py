import numpy as np
import pytest
from sklearn import metrics as reference

from sealcanvas.ml.errors import BadOption
from sealcanvas.ml.metrics import (
    Errors,
    default_objective,
    direction,
    metric_names,
    resolve_objective,
    score_classification,
    score_regression,
    score_series,
)
from sealcanvas.ml.problem import ProblemType


@pytest.mark.parametrize("seed", range(3))
def test_binary_metrics_equal_scikit_learns(seed: int) -> None:
    random = np.random.default_rng(seed)
    truth = random.integers(0, 2, 300)
    score = np.round(random.random(300), 1)
    predicted = (score > 0.5).astype(int)
    ours = score_classification(truth, np.column_stack([1 - score, score]), predicted)
    assert set(ours) == set(metric_names(ProblemType.BINARY))
    assert ours["AUC"] == pytest.approx(reference.roc_auc_score(truth, score))
    assert ours["F1"] == pytest.approx(reference.f1_score(truth, predicted))
    assert ours["Precision"] == pytest.approx(reference.precision_score(truth, predicted))
    assert ours["Recall"] == pytest.approx(reference.recall_score(truth, predicted))
    assert ours["BalancedAccuracy"] == pytest.approx(reference.balanced_accuracy_score(truth, predicted))


def test_multiclass_and_regression_metrics_equal_scikit_learns() -> None:
    random = np.random.default_rng(0)
    truth, chance = random.integers(0, 4, 500), random.dirichlet([1] * 4, 500)
    predicted = chance.argmax(axis=1)
    ours = score_classification(truth, chance, predicted)
    assert set(ours) == set(metric_names(ProblemType.MULTICLASS))
    assert ours["F1macro"] == pytest.approx(reference.f1_score(truth, predicted, average="macro"))
    assert ours["PrecisionMacro"] == pytest.approx(reference.precision_score(truth, predicted, average="macro"))
    assert ours["LogLoss"] == pytest.approx(reference.log_loss(truth, chance))
    numbers, guesses = random.normal(5, 1, 100), random.normal(5, 1, 100)
    ours = score_regression(numbers, guesses)
    assert set(ours) == set(metric_names(ProblemType.REGRESSION))
    assert ours["R2"] == pytest.approx(reference.r2_score(numbers, guesses))
    assert ours["MAPE"] == pytest.approx(reference.mean_absolute_percentage_error(numbers, guesses))


def test_series_metrics_by_hand() -> None:
    errors = Errors(
        truth=np.array([[10.0, 20.0, np.nan]]),
        quantiles=np.array([[[8.0, 12.0], [18.0, 19.0], [1.0, 1.0]]]),
        levels=np.array([0.1, 0.9]),
        point=np.array([[11.0, 18.0, 5.0]]),
        scale=np.array([2.0]),
    )
    ours = score_series(errors)
    assert set(ours) == set(metric_names(ProblemType.TIME_SERIES))
    assert ours["WAPE"] == pytest.approx(3 / 30)
    assert ours["RMSE"] == pytest.approx(np.sqrt(5 / 2))
    assert ours["MAPE"] == pytest.approx((0.1 + 0.1) / 2)
    assert ours["MASE"] == pytest.approx(0.75)
    # p10: 0.1·2 + 0.1·2; p90: 0.1·2 (above) + 0.9·1 (below)
    assert ours["AverageWeightedQuantileLoss"] == pytest.approx(np.mean([2 * 0.4 / 30, 2 * 1.1 / 30]))


def test_names_defaults_and_directions() -> None:
    assert [default_objective(problem) for problem in ProblemType] == [
        "MSE",
        "F1",
        "Accuracy",
        "AverageWeightedQuantileLoss",
    ]
    assert (direction("AUC"), direction("RMSE")) == ("Maximize", "Minimize")
    with pytest.raises(BadOption, match="F1macro"):
        resolve_objective(ProblemType.MULTICLASS, "AUC")
    with pytest.raises(BadOption):
        direction("Beauty")
