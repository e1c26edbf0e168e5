"""The report of an AutoML job: metrics beside the naive baseline, column impact, leaderboard."""

import json
from typing import Any

from sealcanvas.s3.uri import parse_uri
from sealcanvas.s3.whole import get_bytes
from sealcanvas.sagemaker.arns import target
from sealcanvas.sagemaker.automl_artifacts import artifacts
from sealcanvas.sagemaker.automl_job import require_job
from sealcanvas.sagemaker.errors import ResourceNotFound
from sealcanvas.service.call import Call

_LIMIT = 16 << 20


def automl_analysis(call: Call, job_name: str) -> dict[str, Any]:
    """The model insights of a completed job, read from its output as the caller (S3 asks KMS for Decrypt).

    Its members are those of docs/sagemaker.md, "Model insights".

    Raises:
        ResourceNotFound: there is no such job, or it has no model.
        ServiceError: S3's or KMS's refusal.
        ValueError: the object is not what the job wrote.
    """
    job = require_job(target(call, "automl-job", job_name))
    if job.status != "Completed":
        raise ResourceNotFound(f"AutoML job {job_name} has no model: its status is {job.status}.")
    bucket, key = parse_uri(artifacts(job.request["OutputDataConfig"]["S3OutputPath"], job.name)["insights"])
    insights = json.loads(get_bytes(call, bucket, key, _LIMIT))
    if not isinstance(insights, dict):
        raise ValueError("the model insights are not a JSON object")  # noqa: TRY004 - the same fault as broken JSON
    return insights
