"""Previews of recipes: the last few of each dataset version, files on the domain's volume, under key 1."""

import json
from typing import Any

from sealcanvas.canvas import stored
from sealcanvas.canvas.datasets import previews
from sealcanvas.canvas.datasets.dataset_versions import dataset_of
from sealcanvas.canvas.failure import Why, why_error
from sealcanvas.canvas.job_arn import resource_id
from sealcanvas.canvas.job_files import NoJobFile, only_file
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.workspace import as_user, settings_for
from sealcanvas.crypto.errors import CryptoError
from sealcanvas.jobs.hooks import progressed
from sealcanvas.jobs.job import Job
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.service.own_errors import ResourceNotFoundException

KIND = "canvas-recipe"
_KEPT = 8
_LIMIT = 64 << 20
_KINDS = ("number", "text", "boolean", "time")


@progressed(KIND)
def preview_goes_on(instance: Instance, job: Job) -> None:
    """Take the preview from the job's volume, as the role, to the domain's, as SageMaker itself."""
    version = stored.find(instance, resource_id(job.arn))
    if version is None or job.progress.phase != "Storing":
        return
    mark = job.arn.rpartition("/canvas-recipe-")[2].partition("-")[0]
    if mark in marks(version):  # however often its worker says so
        return
    joined = job.spec.payload.get("joined")  # a job of before this was noted has none
    why = _joined_gone(instance, joined or []) or _take(instance, version, job, mark)
    if why is not None:
        failures = {mark: (why.cause, why.reason)}
        stored.change(instance, version.id, recipe_failures=failures)
        return
    kept, gone = [*marks(version), mark][-_KEPT:], [*marks(version), mark][:-_KEPT]
    for each in gone:
        previews.delete(instance, version, name(each))
    tables = {each: ids for each, ids in _tables(version).items() if each in kept}
    noted = {} if joined is None else {mark: joined}
    stored.change(instance, version.id, recipe_previews=kept, recipe_tables={**tables, **noted})


def delete_joined(instance: Instance, domain_id: str, dataset_id: str) -> None:
    """Delete every preview that a dataset's rows went into, of whichever dataset it is.

    Raises:
        ServiceError: KMS refuses the service principal, under the domain's grant.
    """
    for version in stored.of_domain(instance, "dataset-version", domain_id):
        known = _tables(version)
        # Of one that was kept before its tables were noted nobody knows: it goes, and is made again when asked for.
        gone = [each for each in marks(version) if dataset_id in known.get(each, [dataset_id])]
        for each in gone:
            previews.delete(instance, version, name(each))
        if gone:
            left = [each for each in marks(version) if each not in gone]
            stored.change(instance, version.id, recipe_previews=left)


def delete_all(instance: Instance, version: Stored) -> None:
    """Delete every preview of a version; raises as `delete_joined`."""
    for each in marks(version):
        previews.delete(instance, version, name(each))


def _joined_gone(instance: Instance, joined: list[str]) -> Why | None:
    if all(stored.find(instance, each) is not None for each in joined):
        return None
    return Why("UnsuitableData", "A dataset that the recipe joins was deleted while the preview was made.")


def _tables(version: Stored) -> dict[str, list[str]]:
    """The datasets that each preview joins, by its mark."""
    return dict(version.details.get("recipe_tables", {}))


def _take(instance: Instance, version: Stored, job: Job, mark: str) -> Why | None:
    dataset = dataset_of(instance, version) or version
    try:
        settings = settings_for(instance, version)
        content = checked(only_file(as_user(instance, settings, version.region, dataset.arn), job, _LIMIT))
        previews.put(instance, version, content, name(mark))
    except ResourceNotFoundException as error:
        return Why("InternalError", error.message)
    except ServiceError as error:
        return why_error(instance, error, "kms:Decrypt", job.spec.role_arn)
    except (NoJobFile, previews.BadPreview, CryptoError):
        return Why("InternalError", "The worker left no preview that could be used.")
    return None


def checked(content: bytes) -> bytes:
    """A worker's preview, held to its form.

    Raises:
        previews.BadPreview: it has another form.
    """
    try:
        value = json.loads(content)
        kinds = value["kinds"]
        if any(kind not in _KINDS for kind in kinds) or len(kinds) != len(value["profile"]["columns"]):
            raise previews.BadPreview
        counts = {each: int(value[each]) for each in ("made", "used", "source")}
        sound = json.loads(previews.checked(content))
        more = {**counts, "kinds": kinds, "script": str(value["script"])}
    except (ValueError, KeyError, TypeError):
        raise previews.BadPreview from None
    return json.dumps({**sound, **more}, ensure_ascii=False, separators=(",", ":")).encode()


def marks(version: Stored) -> list[str]:
    """Of the previews that a dataset's version has, the oldest first."""
    return list(version.details.get("recipe_previews", []))


def name(mark: str) -> str:
    """Of a preview's file."""
    return f"recipe-{mark}.json"


def get(instance: Instance, version: Stored, mark: str) -> dict[str, Any]:
    """A preview; raises as `previews.get`."""
    return previews.get(instance, version, name(mark))


def wire(found: dict[str, Any]) -> dict[str, Any]:
    """As the service model has it."""
    profile = found["profile"]
    columns = [
        {
            "Name": each["name"],
            "Type": each["type"],
            "MissingCount": each["missing"],
            "UniqueCount": each["unique"],
            "Kind": kind,
        }
        for each, kind in zip(profile["columns"], found["kinds"], strict=True)
    ]
    return {
        "Columns": columns,
        "Rows": found["rows"],
        "RowCount": found["made"],
        "UsedRowCount": found["used"],
        "SourceRowCount": found["source"],
        "Profile": json.dumps(profile, ensure_ascii=False),
        "Script": found["script"],
    }
