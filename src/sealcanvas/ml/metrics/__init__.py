"""Every metric that Canvas shows, by SageMaker's name."""

from sealcanvas.ml.errors import BadOption
from sealcanvas.ml.metrics.classification import score_classification
from sealcanvas.ml.metrics.regression import score_regression
from sealcanvas.ml.metrics.series import Errors, score_series
from sealcanvas.ml.problem import ProblemType

MAXIMIZE = "Maximize"
MINIMIZE = "Minimize"

# The default objective stands first (AutoMLJobObjective in the SageMaker API reference).
_NAMES = {
    ProblemType.REGRESSION: ["MSE", "RMSE", "MAE", "MAPE", "R2"],
    ProblemType.BINARY: ["F1", "Accuracy", "AUC", "BalancedAccuracy", "Precision", "Recall", "LogLoss"],
    ProblemType.MULTICLASS: ["Accuracy", "F1macro", "BalancedAccuracy", "PrecisionMacro", "RecallMacro", "LogLoss"],
    ProblemType.TIME_SERIES: ["AverageWeightedQuantileLoss", "WAPE", "RMSE", "MAPE", "MASE"],
}
_MINIMIZED = {"MSE", "RMSE", "MAE", "MAPE", "LogLoss", "AverageWeightedQuantileLoss", "WAPE", "MASE"}


def metric_names(problem: ProblemType) -> list[str]:
    """Names of the metrics that a problem type is scored with, the default objective first."""
    return list(_NAMES[problem])


def default_objective(problem: ProblemType) -> str:
    """SageMaker's default: MSE, F1, Accuracy, AverageWeightedQuantileLoss."""
    return _NAMES[problem][0]


def direction(name: str) -> str:
    """Either "Maximize" or "Minimize". Raises BadOption for an unknown name."""
    if not any(name in names for names in _NAMES.values()):
        raise BadOption(f"There is no metric '{name}'.")
    return MINIMIZE if name in _MINIMIZED else MAXIMIZE


def resolve_objective(problem: ProblemType, name: str | None) -> str:
    """The metric to optimise. Raises BadOption when it does not exist for the problem type."""
    if name is None:
        return default_objective(problem)
    if name not in _NAMES[problem]:
        known = ", ".join(_NAMES[problem])
        raise BadOption(f"The metric '{name}' does not exist for {problem}. Choose one of {known}.")
    return name


__all__ = [
    "MAXIMIZE",
    "MINIMIZE",
    "Errors",
    "default_objective",
    "direction",
    "metric_names",
    "resolve_objective",
    "score_classification",
    "score_regression",
    "score_series",
]
