"""The report of an AutoML job: metrics beside the naive baseline, column impact, leaderboard."""

from typing import Any

from sealcanvas.service.call import Call


def automl_analysis(call: Call, job_name: str) -> dict[str, Any]:
    """The model insights of a completed job, read from its output as the caller (S3 asks KMS for Decrypt).

    Raises:
        ResourceNotFound: there is no such job, or it has no model yet.
        ServiceError: S3's or KMS's refusal.
    """
    raise NotImplementedError
