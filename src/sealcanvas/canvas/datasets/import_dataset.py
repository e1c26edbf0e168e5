"""ImportDataset, UpdateDataset: a file of anybody's bucket becomes a dataset's version, under the storage key."""

from typing import Any

from sealcanvas.canvas import stored
from sealcanvas.canvas.client_token import made_before, token_details
from sealcanvas.canvas.datasets.dataset_versions import versions_of
from sealcanvas.canvas.datasets.imported import KIND
from sealcanvas.canvas.datasets.read_options import as_payload, check_read_options, options_of
from sealcanvas.canvas.job_arn import job_arn
from sealcanvas.canvas.named import Target, domain_named, named
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.submit_job import submit_job
from sealcanvas.canvas.workspace import as_user, settings_of
from sealcanvas.jobs.priority import Priority
from sealcanvas.s3.default_bucket import ensure_default_bucket
from sealcanvas.s3.uri import parse_uri
from sealcanvas.sagemaker.workspace.settings import CanvasSettings
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceInUseException, ValidationException
from sealcanvas.service.resource import PlainResource

_SECONDS = 3600.0


@sealcanvas.operation("ImportDataset", resource=domain_named)
def import_dataset(call: Call, domain: PlainResource, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Begin a dataset's first import; a job that acts as the user profile's execution role does it."""
    _file_name(request["S3Uri"])
    options = request.get("ReadOptions", {})
    check_read_options(options)
    before = made_before(call, "dataset", request["DomainId"], request)
    if before is not None:
        return {"DatasetId": before.id, "DatasetArn": before.arn}
    settings = settings_of(call, request["DomainId"], request["UserProfileName"])
    made = stored.store(
        call,
        "dataset",
        stored.new_id("dataset"),
        request["DatasetName"],
        "Importing",
        request["DomainId"],
        request["UserProfileName"],
        source=request["S3Uri"],
        version=1,
        **token_details(request),
    )
    _begin(call, settings, made, 1, request["S3Uri"], options)
    return {"DatasetId": made.id, "DatasetArn": made.arn}


@sealcanvas.operation("UpdateDataset", resource=named("dataset", "DatasetId"))
def update_dataset(call: Call, target: Target, request: Request) -> Request:
    """Begin to import a further version, from another file or from the same once more; older ones stay usable.

    It is read as the one before was, unless the request says how.
    """
    dataset = target.required
    if dataset.status != "Ready":
        raise ResourceInUseException(f"Dataset {dataset.id} is {dataset.status}. It must be Ready.")
    versions = versions_of(call.instance, dataset)
    if any(each.under_way for each in versions):
        raise ResourceInUseException(f"A version of dataset {dataset.id} is being imported.")
    source = request.get("S3Uri", dataset.details["source"])
    _file_name(source)
    options = request.get("ReadOptions", options_of(dataset))
    check_read_options(options)
    number = 1 + max(each.details["number"] for each in versions)
    _begin(call, settings_of(call, dataset.domain_id, dataset.profile), dataset, number, source, options)
    return {"DatasetId": dataset.id, "DatasetArn": dataset.arn, "DatasetVersion": number}


def _file_name(uri: str) -> str:
    name = parse_uri(uri)[1].rpartition("/")[2]
    if not name:
        raise ValidationException(f"S3Uri '{uri}' names no object. Give s3://bucket/key of one file.")
    return name


def _begin(
    call: Call, settings: CanvasSettings, dataset: Stored, number: int, source: str, options: dict[str, Any]
) -> None:
    """Store the version and submit the job that fills it."""
    name = _file_name(source)
    bucket, prefix = parse_uri(settings.artifact_prefix)
    if bucket == f"sagemaker-{call.region}-{call.account}":
        ensure_default_bucket(call)
    folder = f"{prefix}/datasets/{dataset.id}" if number == 1 else f"{prefix}/datasets/{dataset.id}/v{number}"
    target = {"bucket": bucket, "key": f"{folder}/{name}"}
    version = stored.store(
        call,
        "dataset-version",
        stored.new_id("dataset-version"),
        dataset.name,
        "Importing",
        dataset.domain_id,
        dataset.profile,
        dataset=dataset.id,
        number=number,
        source=source,
        file=target,
        read=options,
    )
    # That SageMaker may assume the role is told at once; whatever else is refused, the job finds out.
    as_user(call.instance, settings, call.region, dataset.arn, within=call)
    source_bucket, source_key = parse_uri(source)
    submit_job(
        call,
        settings,
        KIND,
        "import_dataset",
        job_arn(version, "import"),
        {
            "source": {"bucket": source_bucket, "key": source_key},
            "target": target,
            "name": name,
            "key": settings.storage_key,
            **as_payload(options),
        },
        seconds=_SECONDS,
        priority=Priority.INTERACTIVE,
    )
