"""Candidates of an AutoML job, as ListCandidatesForAutoMLJob and BestCandidate give them."""

from datetime import datetime, timedelta
from typing import Any

from sealcanvas.sagemaker.automl.artifacts import artifacts, series_artifacts
from sealcanvas.sagemaker.automl.result import NAMED
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.tabular_problem import INFERENCE_COLUMNS

IMAGE = "sealcanvas/automl-inference:1"
"""The one container image that models of ours run in; there is no registry behind it."""


def wire_candidates(job: Stored) -> list[dict[str, Any]]:
    """The candidates as ListCandidates gives them, the best first; none before training is over."""
    result = job.details.get("result")
    if not result:
        return []
    trained_at: datetime = job.details["trained_at"]
    return [_wire(job, result, number, trained_at) for number in range(len(result["candidates"]))]


def _wire(job: Stored, result: dict[str, Any], number: int, trained_at: datetime) -> dict[str, Any]:
    candidate = result["candidates"][number]
    metrics: dict[str, float] = candidate["metrics"]
    objective = result["objective"]
    name = f"{job.name[:20]}-{candidate['name']}"[:64]
    began_at, ended_at = _times(job, candidate, trained_at)
    data = [_datum(each, value, "Validation") for each, value in metrics.items()]
    data += [_datum(each, value, "Train") for each, value in candidate["train"].items()]
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
        "CreationTime": began_at,
        "EndTime": ended_at,
        "LastModifiedTime": ended_at,
        "CandidateProperties": {"CandidateMetrics": data},
    }
    if objective in metrics:
        wire["FinalAutoMLJobObjectiveMetric"] = {
            "MetricName": objective,
            "StandardMetricName": objective,
            "Type": result["direction"],
            "Value": metrics[objective],
        }
    if candidate["model"]:
        _add_model(wire, job, result, number)
    return wire


def _times(job: Stored, candidate: dict[str, Any], trained_at: datetime) -> tuple[datetime, datetime]:
    """When its training began and ended, as the worker reported; else those of the job."""
    if candidate["began"] is None or candidate["ended"] is None:
        return job.created_at, trained_at
    start: datetime = job.details["started_at"]
    began_at = min(start + timedelta(seconds=candidate["began"]), trained_at)
    return began_at, min(max(began_at, start + timedelta(seconds=candidate["ended"])), trained_at)


def _datum(name: str, value: float, rows: str) -> dict[str, Any]:
    datum = {"StandardMetricName": name, "Value": value, "Set": rows}
    return {"MetricName": name, **datum} if name in NAMED else datum


def _add_model(wire: dict[str, Any], job: Stored, result: dict[str, Any], number: int) -> None:
    """What is needed to use the candidate as a model of its own, and where its reports lie."""
    places = artifacts(job.request["OutputDataConfig"]["S3OutputPath"], job.name)
    suffix = f"-{number + 1}" if number else ""
    wire["CandidateProperties"]["CandidateArtifactLocations"] = {
        "Explainability": places[f"explainability{suffix}"],
        "ModelInsights": places[f"insights{suffix}"],
    }
    if result["problem"] == "TimeSeriesForecasting":
        found = wire["CandidateProperties"]["CandidateArtifactLocations"]
        own = series_artifacts(job.request["OutputDataConfig"]["S3OutputPath"], job.name)
        found["BacktestResults"] = own["backtest"].rpartition("/")[0]
    environment = {"SEALCANVAS_PROBLEM_TYPE": result["problem"]}
    if result["problem"].endswith("Classification"):
        environment["SAGEMAKER_INFERENCE_SUPPORTED"] = ",".join(INFERENCE_COLUMNS)
        environment["SAGEMAKER_INFERENCE_OUTPUT"] = INFERENCE_COLUMNS[0]
    wire["InferenceContainers"] = [
        {"Image": IMAGE, "ModelDataUrl": places[f"model{suffix}"], "Environment": environment}
    ]
