"""What a build is optimised for and how it searches, held to what the model's type has."""

from typing import Any

from sealcanvas.sagemaker.tabular_problem import OBJECTIVES, SERIES_METRICS
from sealcanvas.service.own_errors import ValidationException

_SERIES = "TimeSeriesForecasting"
_OF_TABLES = ("TrainingMethod", "MaxCandidates", "ValidationFraction")


def check_method(request: dict[str, Any]) -> None:
    """Refuse an objective or a method that the model's type does not have.

    Raises:
        ValidationException: names the member and what would fit.
    """
    problem, objective = request.get("ProblemType"), request.get("ObjectiveMetricName")
    if problem == _SERIES:
        for member in _OF_TABLES:
            if member in request:
                raise ValidationException(
                    f"{member} is for tables; a time series build tries all its forecasters and judges them on the "
                    "latest periods."
                )
    if not 0 < request.get("ValidationFraction", 0.5) < 1:
        raise ValidationException("ValidationFraction must be greater than 0 and less than 1.")
    if objective is None:
        return
    if problem is None:
        raise ValidationException("ObjectiveMetricName needs a ProblemType, which tells what metrics there are.")
    fit = SERIES_METRICS if problem == _SERIES else OBJECTIVES[problem]
    if objective not in fit:
        raise ValidationException(
            f"ObjectiveMetricName '{objective}' does not fit {problem}. Use one of {', '.join(fit)}."
        )
