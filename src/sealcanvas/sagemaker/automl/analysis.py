"""The report of an AutoML job: metrics beside the naive baseline, column impact, leaderboard."""

import json
from typing import Any

from sealcanvas.s3.uri import parse_uri
from sealcanvas.s3.whole import get_bytes
from sealcanvas.sagemaker.arns import target
from sealcanvas.sagemaker.automl.artifacts import artifacts
from sealcanvas.sagemaker.automl.job import require_job
from sealcanvas.sagemaker.errors import ResourceNotFound
from sealcanvas.service.call import Call

_LIMIT = 16 << 20


def automl_insights(call: Call, job_name: str) -> dict[str, Any]:
    """The model insights of a completed job, read from its output as the caller (S3 asks KMS for Decrypt).

    Its members are those of docs/automl.md, "Model insights".

    Raises:
        ResourceNotFound, ServiceError, ValueError: as `automl_analysis`.
    """
    return _read(call, job_name, "insights")


def automl_analysis(call: Call, job_name: str, candidate: str | None = None) -> dict[str, Any]:
    """The analysis report of a completed job, read likewise: docs/analysis.md.

    Args:
        candidate: whose, by its name on the leaderboard; None is the best.

    Raises:
        ResourceNotFound: there is no such job, or it has no model; or the candidate has none of its own.
        ServiceError: S3's or KMS's refusal.
        ValueError: the object is not what the job wrote.
    """
    return _read(call, job_name, "analysis", candidate)


def _read(call: Call, job_name: str, what: str, candidate: str | None = None) -> dict[str, Any]:
    job = require_job(target(call, "automl-job", job_name))
    if job.status != "Completed":
        raise ResourceNotFound(f"AutoML job {job_name} has no model: its status is {job.status}.")
    name = what
    if candidate is not None:
        told = job.details["result"]["candidates"]
        place = next((place for place, each in enumerate(told) if each["name"] == candidate and each["model"]), None)
        if place is None:
            raise ResourceNotFound(f"AutoML job {job_name} has no model of its own of a candidate '{candidate}'.")
        name = f"{what}-{place + 1}" if place else what
    bucket, key = parse_uri(artifacts(job.request["OutputDataConfig"]["S3OutputPath"], job.name)[name])
    found = json.loads(get_bytes(call, bucket, key, _LIMIT))
    if not isinstance(found, dict):
        raise ValueError(f"the {what} are not a JSON object")  # noqa: TRY004 - the same fault as broken JSON
    return found
