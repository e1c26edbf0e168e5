"""DescribeAutoMLJobV2."""

from typing import Any

from sealcanvas.sagemaker.arns import Target, named
from sealcanvas.sagemaker.automl_job import require_job
from sealcanvas.sagemaker.candidate import wire_candidates
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_ECHOED = (
    "AutoMLJobInputDataConfig",
    "AutoMLJobName",
    "AutoMLJobObjective",
    "AutoMLProblemTypeConfig",
    "DataSplitConfig",
    "OutputDataConfig",
    "RoleArn",
    "SecurityConfig",
)


@sagemaker.operation("DescribeAutoMLJobV2", resource=named("automl-job", "AutoMLJobName"), atomic=False)
def describe_auto_ml_job_v2(call: Call, found: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell where an AutoML job stands, and its best candidate once it completed."""
    job = require_job(found)
    answer = {
        **summary(job),
        **{name: job.request[name] for name in _ECHOED if name in job.request},
        "AutoMLProblemTypeConfigName": _problem_type(job),
        "ResolvedAttributes": _resolved(job),
    }
    candidates = wire_candidates(job)
    if candidates:
        answer["BestCandidate"] = candidates[0]
    return answer


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
    return answer


def _problem_type(job: Stored) -> str:
    member = next(iter(job.request["AutoMLProblemTypeConfig"]))
    return {"TabularJobConfig": "Tabular", "TimeSeriesForecastingJobConfig": "TimeSeriesForecasting"}[member]


def _resolved(job: Stored) -> dict[str, Any]:
    config = next(iter(job.request["AutoMLProblemTypeConfig"].values()))
    result = job.details.get("result") or {}
    objective = result.get("objective") or job.request.get("AutoMLJobObjective", {}).get("MetricName")
    problem = result.get("problem") or config.get("ProblemType")
    resolved: dict[str, Any] = {"CompletionCriteria": config.get("CompletionCriteria", {})}
    if objective:
        resolved["AutoMLJobObjective"] = {"MetricName": objective}
    if problem and problem != "TimeSeriesForecasting":
        resolved["AutoMLProblemTypeResolvedAttributes"] = {"TabularResolvedAttributes": {"ProblemType": problem}}
    return resolved
