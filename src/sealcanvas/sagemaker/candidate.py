"""Candidates of an AutoML job: what its worker reported, held to what may be told."""

import math
from datetime import datetime
from typing import Any

from sealcanvas.sagemaker.automl_artifacts import artifacts
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.tabular_problem import INFERENCE_COLUMNS, METRICS, SERIES_METRICS

IMAGE = "sealcanvas/automl-inference:1"
"""The one container image that models of ours run in; there is no registry behind it."""

_MOST = 1_000
_PROBLEMS = {**METRICS, "TimeSeriesForecasting": SERIES_METRICS}
_NAMED = frozenset(name for names in _PROBLEMS.values() for name in names)
_STANDARD = _NAMED | {"LogLoss", "InferenceLatency"}
_DIRECTIONS = ("Maximize", "Minimize")


def read_result(result: dict[str, Any]) -> dict[str, Any]:
    """What a worker returned, in bounds: problem, objective, direction, warnings and candidates, the best first.

    Raises:
        ValueError: it is not what the task `automl` returns.
    """
    problem, objective, direction = (str(result.get(name)) for name in ("problem", "objective", "direction"))
    if problem not in _PROBLEMS or objective not in _PROBLEMS[problem] or direction not in _DIRECTIONS:
        raise ValueError("the worker reported no objective")
    found = result.get("candidates")
    candidates = [_read(candidate) for candidate in (found if isinstance(found, list) else [])[:_MOST]]
    if not candidates or objective not in candidates[0]["metrics"]:
        raise ValueError("the worker reported no model")
    return {"problem": problem, "objective": objective, "direction": direction, "candidates": candidates}


def wire_candidates(job: Stored) -> list[dict[str, Any]]:
    """The candidates as ListCandidates gives them, the best (the ensemble) first; none before the job completed."""
    result = job.details.get("result")
    if not result or job.ended_at is None:
        return []
    return [_wire(job, result, number, job.ended_at) for number in range(len(result["candidates"]))]


def _read(candidate: Any) -> dict[str, Any]:
    if not isinstance(candidate, dict) or not isinstance(candidate.get("metrics"), dict):
        raise ValueError("the worker reported no candidate")  # noqa: TRY004 - one error for every unusable result
    metrics = {
        name: float(value)
        for name, value in candidate["metrics"].items()
        if name in _STANDARD and isinstance(value, int | float) and math.isfinite(value)
    }
    return {
        "name": str(candidate.get("name"))[:40],
        "algorithm": str(candidate.get("algorithm"))[:40],
        "metrics": metrics,
    }


def _wire(job: Stored, result: dict[str, Any], number: int, ended_at: datetime) -> dict[str, Any]:
    candidate = result["candidates"][number]
    metrics: dict[str, float] = candidate["metrics"]
    objective = result["objective"]
    name = f"{job.name[:20]}-{candidate['name']}"[:64]
    wire: dict[str, Any] = {
        "CandidateName": name,
        "ObjectiveStatus": "Succeeded" if objective in metrics else "Failed",
        "CandidateSteps": [
            {
                "CandidateStepType": "AWS::SageMaker::TrainingJob",
                "CandidateStepArn": f"{job.arn.replace(':automl-job/', ':training-job/')}-{number}",
                "CandidateStepName": name,
            }
        ],
        "CandidateStatus": "Completed",
        "CreationTime": job.created_at,
        "EndTime": ended_at,
        "LastModifiedTime": ended_at,
        "CandidateProperties": {"CandidateMetrics": [_datum(*metric) for metric in metrics.items()]},
    }
    if objective in metrics:
        wire["FinalAutoMLJobObjectiveMetric"] = {
            "MetricName": objective,
            "StandardMetricName": objective,
            "Type": result["direction"],
            "Value": metrics[objective],
        }
    if number == 0:
        _add_model(wire, job, result)
    return wire


def _datum(name: str, value: float) -> dict[str, Any]:
    datum = {"StandardMetricName": name, "Value": value, "Set": "Validation"}
    return {"MetricName": name, **datum} if name in _NAMED else datum


def _add_model(wire: dict[str, Any], job: Stored, result: dict[str, Any]) -> None:
    """Only the ensemble has a model of its own; the others are its parts or were not taken."""
    places = artifacts(job.request["OutputDataConfig"]["S3OutputPath"], job.name)
    wire["CandidateProperties"]["CandidateArtifactLocations"] = {
        "Explainability": places["explainability"],
        "ModelInsights": places["insights"],
    }
    environment = {"SEALCANVAS_PROBLEM_TYPE": result["problem"]}
    if result["problem"].endswith("Classification"):
        environment["SAGEMAKER_INFERENCE_SUPPORTED"] = ",".join(INFERENCE_COLUMNS)
        environment["SAGEMAKER_INFERENCE_OUTPUT"] = INFERENCE_COLUMNS[0]
    wire["InferenceContainers"] = [{"Image": IMAGE, "ModelDataUrl": places["model"], "Environment": environment}]
