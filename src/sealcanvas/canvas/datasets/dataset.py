"""DescribeDataset, ListDatasets, ListDatasetVersions, DeleteDataset."""

from typing import Any

from sealcanvas.canvas import stored
from sealcanvas.canvas.automations.records import automations_of
from sealcanvas.canvas.datasets import previews
from sealcanvas.canvas.datasets.dataset_versions import at_version, versions_of
from sealcanvas.canvas.datasets.read_options import members as read_members
from sealcanvas.canvas.failure import members
from sealcanvas.canvas.job_arn import job_arn
from sealcanvas.canvas.named import Target, domain_named, named, of_named_domain
from sealcanvas.canvas.paging import page
from sealcanvas.canvas.recipes import recipe_previews
from sealcanvas.canvas.stored import Stored
from sealcanvas.canvas.under_way import clear
from sealcanvas.canvas.workspace import as_ours, as_user, settings_for
from sealcanvas.jobs.queue import forget
from sealcanvas.s3 import delete_object
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceInUseException
from sealcanvas.service.resource import PlainResource


@sealcanvas.operation("DescribeDataset", resource=named("dataset", "DatasetId"))
def describe_dataset(call: Call, target: Target, request: Request) -> Request:
    """Tell where a dataset stands, where its copy lies, and what its columns are: the newest version's, or one's."""
    dataset = target.required
    if "DatasetVersion" in request:
        dataset = at_version(call.instance, dataset, request["DatasetVersion"])
    answer = {**_summary(dataset), "SourceS3Uri": dataset.details["source"], **read_members(dataset.details)}
    if dataset.status == "Ready":
        answer["Columns"] = wire_columns(dataset)
    return answer


@sealcanvas.operation("ListDatasets", resource=domain_named)
def list_datasets(call: Call, domain: PlainResource, request: Request) -> Request:
    """List a domain's datasets, newest first."""
    found, more = page(request, of_named_domain(call, "dataset", domain, request))
    return {"Datasets": [_listed(each) for each in found], **more}


@sealcanvas.operation("ListDatasetVersions", resource=named("dataset", "DatasetId"))
def list_dataset_versions(call: Call, target: Target, request: Request) -> Request:
    """List a dataset's versions, newest first, those that failed too."""
    found, more = page(request, versions_of(call.instance, target.required))
    return {"DatasetVersions": [_version(each) for each in found], **more}


@sealcanvas.operation("DeleteDataset", resource=named("dataset", "DatasetId"))
def delete_dataset(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Delete every version's copy, as the role, and each preview that its rows went into; the files that they were
    imported from stay.
    """
    dataset = target.required
    versions = versions_of(call.instance, dataset)
    if dataset.under_way or any(each.under_way for each in versions):
        raise ResourceInUseException(f"Dataset {dataset.id} is being imported.")
    for kind in ("model-version", "prediction"):
        for user in stored.of_domain(call.instance, kind, dataset.domain_id):
            if user.under_way and (user.details.get("dataset") == dataset.id or joins(user.details, dataset.id)):
                raise ResourceInUseException(f"Dataset {dataset.id} is being read for {user.id}.")
    for recipe in stored.of_domain(call.instance, "recipe", dataset.domain_id):
        if recipe.details["dataset"] == dataset.id or joins(recipe.details, dataset.id):
            raise ResourceInUseException(f"Recipe {recipe.id} works on dataset {dataset.id}. Delete it first.")
    automation = next((each for each in automations_of(call.instance, dataset)), None)
    if automation is not None:
        raise ResourceInUseException(f"Automation {automation.id} works on dataset {dataset.id}. Delete it first.")
    try:
        recipe_previews.delete_joined(call.instance, dataset.domain_id, dataset.id)
    except ServiceError as error:
        raise as_ours(error) from None
    for version in versions:
        if version.status == "Ready":
            _delete_content(call, dataset, version)
        forget(call.instance, job_arn(version, "import"))
        clear(call.instance, version)
        stored.remove(call.instance, version.id)
    stored.remove(call.instance, dataset.id)


def _delete_content(call: Call, dataset: Stored, version: Stored) -> None:
    settings = settings_for(call.instance, dataset)
    role = as_user(call.instance, settings, call.region, dataset.arn, within=call)
    try:
        delete_object(role, {"Bucket": version.details["file"]["bucket"], "Key": version.details["file"]["key"]})
        previews.delete(call.instance, version)
        recipe_previews.delete_all(call.instance, version)
    except ServiceError as error:
        raise as_ours(error) from None


def joins(details: dict[str, Any], dataset_id: str) -> bool:
    """Whether a resource's recipe joins a dataset."""
    tables = (details.get("recipe") or {}).get("tables", {})
    return any(each["dataset"] == dataset_id for each in tables.values())


def wire_columns(dataset: Stored) -> list[dict[str, Any]]:
    """The columns as the service model has them."""
    return [
        {
            "Name": each["name"],
            "Type": each["type"],
            "MissingCount": each["missing"],
            "UniqueCount": each["unique"],
            **({"Kind": each["kind"]} if "kind" in each else {}),
        }
        for each in dataset.details["columns"]
    ]


def file_uri(dataset: Stored) -> str:
    """Where the dataset's copy lies."""
    return f"s3://{dataset.details['file']['bucket']}/{dataset.details['file']['key']}"


def _listed(dataset: Stored) -> dict[str, Any]:
    count = {"ColumnCount": len(dataset.details["columns"])} if dataset.status == "Ready" else {}
    return {**_summary(dataset), **count}


def _version(version: Stored) -> dict[str, Any]:
    answer = {
        "DatasetVersion": version.details["number"],
        "Status": version.status,
        "SourceS3Uri": version.details["source"],
        "CreationTime": version.created_at,
        "LastModifiedTime": version.modified_at,
        **members(version.details),
        **read_members(version.details),
    }
    if version.status == "Ready":
        answer |= _content(version)
    return answer


def _content(version: Stored) -> dict[str, Any]:
    return {
        "S3Uri": file_uri(version),
        "SSEKMSKeyId": version.details["key_arn"],
        "RowCount": version.details["rows"],
        "SizeInBytes": version.details["bytes"],
    }


def _summary(dataset: Stored) -> dict[str, Any]:
    answer = {
        "DatasetId": dataset.id,
        "DatasetArn": dataset.arn,
        "DatasetName": dataset.name,
        "DomainId": dataset.domain_id,
        "UserProfileName": dataset.profile,
        "Status": dataset.status,
        "DatasetVersion": dataset.details["version"],
        "CreationTime": dataset.created_at,
        "LastModifiedTime": dataset.modified_at,
        **members(dataset.details),
    }
    if dataset.status == "Ready":
        answer |= _content(dataset)
    return answer
