"""An AutoML job as both Describe operations and ListAutoMLJobs give it."""

from typing import Any

from sealcanvas.sagemaker.automl.artifacts import artifacts
from sealcanvas.sagemaker.automl.candidate import wire_candidates
from sealcanvas.sagemaker.automl.completion import DEFAULT_SECONDS, MOST_CANDIDATES
from sealcanvas.sagemaker.stored import Stored

_TYPES = {"TabularJobConfig": "Tabular", "TimeSeriesForecastingJobConfig": "TimeSeriesForecasting"}


def summary(job: Stored) -> dict[str, Any]:
    """The job as ListAutoMLJobs gives it."""
    answer = {
        "AutoMLJobArn": job.arn,
        "AutoMLJobName": job.name,
        "AutoMLJobStatus": job.status,
        "AutoMLJobSecondaryStatus": job.details["secondary"],
        "CreationTime": job.created_at,
        "LastModifiedTime": job.modified_at,
    }
    if job.ended_at is not None:
        answer["EndTime"] = job.ended_at
    if job.details.get("failure_reason"):
        answer["FailureReason"] = job.details["failure_reason"]
    if job.details.get("partial_failures"):
        answer["PartialFailureReasons"] = [
            {"PartialFailureMessage": reason} for reason in job.details["partial_failures"]
        ]
    return answer


def outcome(job: Stored) -> dict[str, Any]:
    """What came of it: the best candidate and its endpoint, or the definitions that were asked for."""
    answer: dict[str, Any] = {}
    candidates = wire_candidates(job)
    if candidates:
        answer["BestCandidate"] = candidates[0]
    if job.status == "Completed" and job.details.get("endpoint"):
        answer["ModelDeployResult"] = {"EndpointName": job.details["endpoint"]}
    if (job.details.get("result") or {}).get("definitions"):
        place = artifacts(job.request["OutputDataConfig"]["S3OutputPath"], job.name)["definitions"]
        answer["AutoMLJobArtifacts"] = {"CandidateDefinitionNotebookLocation": place}
    return answer


def problem_type(job: Stored) -> str:
    """AutoMLProblemTypeConfigName."""
    return _TYPES[next(iter(job.request["AutoMLProblemTypeConfig"]))]


def resolved(job: Stored) -> dict[str, Any]:
    """ResolvedAttributes: what was asked for, or inferred, or holds unless asked for otherwise."""
    member, config = next(iter(job.request["AutoMLProblemTypeConfig"].items()))
    result = job.details.get("result") or {}
    objective = result.get("objective") or job.request.get("AutoMLJobObjective", {}).get("MetricName")
    problem = result.get("problem") or config.get("ProblemType")
    criteria: dict[str, Any] = {"MaxAutoMLJobRuntimeInSeconds": DEFAULT_SECONDS}
    if member == "TabularJobConfig":
        criteria["MaxCandidates"] = MOST_CANDIDATES[config.get("Mode", "AUTO")]
    attributes: dict[str, Any] = {"CompletionCriteria": criteria | config.get("CompletionCriteria", {})}
    if objective:
        attributes["AutoMLJobObjective"] = {"MetricName": objective}
    if problem and member == "TabularJobConfig":
        attributes["AutoMLProblemTypeResolvedAttributes"] = {"TabularResolvedAttributes": {"ProblemType": problem}}
    return attributes
