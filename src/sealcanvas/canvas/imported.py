"""What becomes of a dataset as its import goes on and ends: the job's hooks."""

import logging
from contextlib import suppress
from typing import Any

from sealcanvas.canvas import previews, stored
from sealcanvas.canvas.failure import Why, why_error, why_job_failed
from sealcanvas.canvas.job_arn import resource_id
from sealcanvas.canvas.job_files import NoJobFile, only_file
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.workspace import as_user, settings_for
from sealcanvas.crypto.errors import CryptoError
from sealcanvas.jobs.hooks import finished, progressed
from sealcanvas.jobs.job import Job, JobState
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.service.own_errors import ResourceNotFoundException

KIND = "canvas-import"
_LIMIT = 64 << 20
_TYPES = ("Numeric", "Categorical", "Text", "Datetime", "Boolean")
_log = logging.getLogger("sealcanvas.canvas")


@progressed(KIND)
def import_goes_on(instance: Instance, job: Job) -> None:
    """Take the preview from the job's volume, as the role, to the domain's, as SageMaker itself."""
    dataset = stored.find(instance, resource_id(job.arn))
    if dataset is None or not dataset.under_way or job.progress.phase != "Storing":
        return
    why = _take_preview(instance, dataset, job)
    # Kept apart until the job has ended, which may have a reason of its own to fail.
    stored.change(instance, dataset.id, previewed=why is None, preview_why=None if why is None else why.details())


@finished(KIND)
def import_ended(instance: Instance, job: Job) -> None:
    """Take over what the worker found, or the reason why there is no dataset."""
    dataset = stored.find(instance, resource_id(job.arn))
    if dataset is None or not dataset.under_way:
        return
    if job.state is not JobState.SUCCEEDED:
        why = why_job_failed(instance, job.failure, job.spec.role_arn, "UnreadableFile")
        stored.change(instance, dataset.id, status="Failed", **why.details())
        with suppress(ServiceError, KeyError):
            previews.delete(instance, dataset)
        return
    if not dataset.details.get("previewed"):
        known = dataset.details.get("preview_why") or Why("InternalError", "No preview was made.").details()
        stored.change(instance, dataset.id, status="Failed", **known)
        return
    try:
        found = _read(job.result)
    except (KeyError, TypeError, ValueError):
        _log.error("the result of job %s is not usable", job.job_id)
        why = Why("InternalError", "The worker's result is not usable.")
        stored.change(instance, dataset.id, status="Failed", **why.details())
        return
    stored.change(instance, dataset.id, status="Ready", **found)


def _take_preview(instance: Instance, dataset: Stored, job: Job) -> Why | None:
    try:
        settings = settings_for(instance, dataset)
        content = previews.checked(only_file(as_user(instance, settings, dataset.region, dataset.arn), job, _LIMIT))
        previews.put(instance, dataset, content)
    except ResourceNotFoundException as error:
        return Why("InternalError", error.message)
    except ServiceError as error:
        return why_error(instance, error, "kms:Decrypt", job.spec.role_arn)
    except (NoJobFile, previews.BadPreview, CryptoError):
        return Why("InternalError", "The worker left no preview that could be used.")
    return None


def _read(result: dict[str, Any]) -> dict[str, Any]:
    """A worker's result, in bounds."""
    columns = [
        {
            "name": str(each["name"])[:1024],
            "type": each["type"] if each["type"] in _TYPES else "Text",
            "missing": int(each["missing"]),
            "unique": int(each["unique"]),
        }
        for each in result["columns"][:1_000]
    ]
    return {
        "rows": int(result["rows"]),
        "bytes": int(result["bytes"]),
        "format": "parquet" if result["format"] == "parquet" else "csv",
        "key_arn": str(result["key_arn"])[:2048],
        "columns": columns,
    }
