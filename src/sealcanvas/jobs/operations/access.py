"""Who may see or stop a job: whoever may describe or stop the resource that it works for, by that one's own actions."""

import re
from collections.abc import Callable

from sealcanvas.jobs.job import Job
from sealcanvas.jobs.queue import find
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceNotFoundException, ValidationException
from sealcanvas.service.resource import PlainResource, Resource

_ARN = re.compile(r"arn:aws:(?P<service>[a-z0-9-]+):[a-z0-9-]*:(?P<account>\d{12}):(?P<kind>[a-z0-9-]+)[/:].+")
_DESCRIBED = {
    ("sagemaker", "automl-job"): ("sagemaker:DescribeAutoMLJobV2", "sagemaker:StopAutoMLJob"),
    ("sagemaker", "transform-job"): ("sagemaker:DescribeTransformJob", "sagemaker:StopTransformJob"),
    ("sagemaker", "processing-job"): ("sagemaker:DescribeProcessingJob", "sagemaker:StopProcessingJob"),
    ("sagemaker", "training-job"): ("sagemaker:DescribeTrainingJob", "sagemaker:StopTrainingJob"),
    ("forecast", "dataset-import-job"): ("forecast:DescribeDatasetImportJob", "forecast:StopResource"),
    ("forecast", "predictor"): ("forecast:DescribeAutoPredictor", "forecast:StopResource"),
    ("forecast", "predictor-backtest-export-job"): (
        "forecast:DescribePredictorBacktestExportJob",
        "forecast:StopResource",
    ),
    ("forecast", "explainability"): ("forecast:DescribeExplainability", "forecast:StopResource"),
    ("forecast", "explainability-export"): ("forecast:DescribeExplainabilityExport", "forecast:StopResource"),
    ("forecast", "forecast"): ("forecast:DescribeForecast", "forecast:StopResource"),
    ("forecast", "forecast-export-job"): ("forecast:DescribeForecastExportJob", "forecast:StopResource"),
    ("forecast", "what-if-analysis"): ("forecast:DescribeWhatIfAnalysis", "forecast:StopResource"),
    ("forecast", "what-if-forecast"): ("forecast:DescribeWhatIfForecast", "forecast:StopResource"),
    ("forecast", "what-if-forecast-export"): ("forecast:DescribeWhatIfForecastExport", "forecast:StopResource"),
}
_OURS = ("sealcanvas:DescribeJob", "sealcanvas:StopJob")

Lookup = Callable[[Instance, str], Resource | None]
_lookups: dict[str, Lookup] = {}


def resources_of(service: str, lookup: Lookup) -> None:
    """Have `lookup` find the resources of a service by their ARNs, so that decisions see their tags."""
    _lookups[service] = lookup


def job_named(call: Call, request: Request) -> Resource:
    """The resolver: the resource whose ARN the request names, whether or not a job works for it.

    Raises:
        ValidationException: it is no ARN of anything that a job could work for.
    """
    arn: str = request["JobArn"]
    parts = _ARN.fullmatch(arn)
    if parts is None:
        raise ValidationException(f"'{arn}' is not the ARN of a job. ListJobs has them.")
    lookup = _lookups.get(parts["service"])
    return (lookup and lookup(call.instance, arn)) or PlainResource(arn, parts["account"])


def require_job(call: Call, resource: Resource, *, stop: bool = False) -> Job:
    """The job, if the caller may see it (or stop it).

    Raises:
        AccessDeniedException: the caller may not.
        ResourceNotFoundException: there is none.
    """
    parts = _ARN.fullmatch(resource.arn)
    kind = (parts["service"], parts["kind"]) if parts else ("", "")
    sealcanvas.check(call, _DESCRIBED.get(kind, _OURS)[stop], resource)
    job = find(call.instance, resource.arn)
    if job is None:
        raise ResourceNotFoundException(f"There is no job for {resource.arn}.")
    return job
