"""What becomes of a dataset's version as its import goes on and ends: the job's hooks."""

import logging
from contextlib import suppress
from typing import Any

from sealcanvas.canvas import stored
from sealcanvas.canvas.datasets import previews
from sealcanvas.canvas.datasets.dataset_versions import dataset_of, settle
from sealcanvas.canvas.datasets.read_options import found_by
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
_KINDS = ("number", "text", "boolean", "time")
_TYPES = ("Numeric", "Categorical", "Text", "Datetime", "Boolean")
_log = logging.getLogger("sealcanvas.canvas")


@progressed(KIND)
def import_goes_on(instance: Instance, job: Job) -> None:
    """Take the preview from the job's volume, as the role, to the domain's, as SageMaker itself."""
    version = stored.find(instance, resource_id(job.arn))
    if version is None or not version.under_way or job.progress.phase != "Storing":
        return
    run = str(job.started_at)
    if version.details.get("preview_run") == run:  # once a run, however often its worker says so
        return
    why = _take_preview(instance, version, job)
    # Kept apart until the job has ended, which may have a reason of its own to fail.
    told = None if why is None else why.details()
    stored.change(instance, version.id, previewed=why is None, preview_why=told, preview_run=run)


@finished(KIND)
def import_ended(instance: Instance, job: Job) -> None:
    """Take over what the worker found, or the reason why there is no such version."""
    version = stored.find(instance, resource_id(job.arn))
    if version is None or not version.under_way:
        return
    status, found = _outcome(instance, version, job)
    if status == "Failed":
        with suppress(ServiceError, KeyError):
            previews.delete(instance, version)
    stored.change(instance, version.id, status=status, **found)
    ended = stored.find(instance, version.id)
    if ended is not None:
        settle(instance, ended)


def _outcome(instance: Instance, version: Stored, job: Job) -> tuple[str, dict[str, Any]]:
    if job.state is not JobState.SUCCEEDED:
        return "Failed", why_job_failed(instance, job.failure, job.spec.role_arn, "UnreadableFile").details()
    if not version.details.get("previewed"):
        missing = Why("InternalError", "No preview was made.").details()
        return "Failed", version.details.get("preview_why") or missing
    try:
        return "Ready", _read(job.result)
    except (KeyError, TypeError, ValueError):
        _log.error("the result of job %s is not usable", job.job_id)
        return "Failed", Why("InternalError", "The worker's result is not usable.").details()


def _take_preview(instance: Instance, version: Stored, job: Job) -> Why | None:
    dataset = dataset_of(instance, version) or version
    try:
        settings = settings_for(instance, version)
        content = previews.checked(only_file(as_user(instance, settings, version.region, dataset.arn), job, _LIMIT))
        previews.put(instance, version, content)
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
            "kind": each["kind"] if each["kind"] in _KINDS else "text",
        }
        for each in result["columns"][:1_000]
    ]
    return {
        "rows": int(result["rows"]),
        "bytes": int(result["bytes"]),
        "format": "parquet" if result["format"] == "parquet" else "csv",
        "key_arn": str(result["key_arn"])[:2048],
        "source_etag": str(result["source_etag"])[:256],
        "columns": columns,
        **found_by(result),
    }
