"""What the worker of an AutoML job reported at its end, held to what may be told."""

import math
from typing import Any

from sealcanvas.sagemaker.automl.artifacts import OTHER_MODELS
from sealcanvas.sagemaker.tabular_problem import METRICS, SERIES_METRICS

_MOST = 1_000
_MOST_LEFT_OUT = 20
_PROBLEMS = {**METRICS, "TimeSeriesForecasting": SERIES_METRICS}
NAMED = frozenset(name for names in _PROBLEMS.values() for name in names)
"""Metrics that SageMaker's API has a name for."""

_STANDARD = NAMED | {"LogLoss", "InferenceLatency"}
_DIRECTIONS = ("Maximize", "Minimize")
_ENDINGS = {"runtime": "MaxAutoMLJobRuntimeReached", "candidates": "MaxCandidatesReached"}


def read_result(result: dict[str, Any]) -> dict[str, Any]:
    """What a worker returned, in bounds: problem, objective, direction and candidates, the best first.

    Raises:
        ValueError: it is not what the task returns.
    """
    problem, objective, direction = (str(result.get(name)) for name in ("problem", "objective", "direction"))
    if problem not in _PROBLEMS or objective not in _PROBLEMS[problem]:
        raise ValueError("the worker reported no objective")
    if result.get("definitions") is True:
        return {"problem": problem, "objective": objective, "definitions": True, "candidates": []}
    if direction not in _DIRECTIONS:
        raise ValueError("the worker reported no direction")
    found = result.get("candidates")
    candidates = [_read(*pair) for pair in enumerate((found if isinstance(found, list) else [])[:_MOST])]
    if not candidates or objective not in candidates[0]["metrics"]:
        raise ValueError("the worker reported no model")
    ended_by = result.get("ended_by")
    return {
        "problem": problem,
        "objective": objective,
        "direction": direction,
        "ended_by": ended_by if ended_by in _ENDINGS else "",
        "candidates": candidates,
    }


def read_left_out(result: dict[str, Any]) -> list[str]:
    """What a worker left out of the data or of its candidates, a sentence each, in bounds."""
    found = result.get("left_out")
    told = found if isinstance(found, list) else []
    return [sentence[:1024] for sentence in told[:_MOST_LEFT_OUT] if isinstance(sentence, str) and sentence]


def final_status(result: dict[str, Any]) -> str:
    """The secondary status of a job that completed with this result."""
    if result.get("definitions"):
        return "CandidateDefinitionsGenerated"
    return _ENDINGS.get(result["ended_by"], "Completed")


def _read(place: int, candidate: Any) -> dict[str, Any]:
    if not isinstance(candidate, dict) or not isinstance(candidate.get("metrics"), dict):
        raise ValueError("the worker reported no candidate")  # noqa: TRY004 - one error for every unusable result
    train = candidate.get("train")
    return {
        "name": str(candidate.get("name"))[:40],
        "algorithm": str(candidate.get("algorithm"))[:40],
        "metrics": _metrics(candidate["metrics"]),
        "train": _metrics(train) if isinstance(train, dict) else {},
        "began": _seconds(candidate.get("began")),
        "ended": _seconds(candidate.get("ended")),
        "model": place == 0 or (candidate.get("model") is True and place <= OTHER_MODELS),
    }


def _metrics(values: dict[Any, Any]) -> dict[str, float]:
    return {name: float(value) for name, value in values.items() if name in _STANDARD and _finite(value)}


def _seconds(value: Any) -> float | None:
    return float(value) if _finite(value) and 0 <= value < 1e8 else None


def _finite(value: Any) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)
