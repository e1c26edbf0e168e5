"""Every metric that Canvas shows, by SageMaker's name."""

from sealcanvas.ml.problem import ProblemType

MAXIMIZE = "Maximize"
MINIMIZE = "Minimize"


def metric_names(problem: ProblemType) -> list[str]:
    """Names of the metrics that a problem type is scored with, the default objective first."""
    raise NotImplementedError


def default_objective(problem: ProblemType) -> str:
    """SageMaker's default: MSE, F1, Accuracy, AverageWeightedQuantileLoss."""
    raise NotImplementedError


def direction(name: str) -> str:
    """"Maximize" or "Minimize". Raises BadOption for an unknown name."""
    raise NotImplementedError
