"""DescribeDataset, ListDatasets, DeleteDataset."""

from typing import Any

from sealcanvas.canvas import previews, stored
from sealcanvas.canvas.failure import members
from sealcanvas.canvas.job_arn import job_arn
from sealcanvas.canvas.named import Target, domain_named, named
from sealcanvas.canvas.paging import page
from sealcanvas.canvas.stored import Stored
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
def describe_dataset(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell where a dataset stands, where its copy lies, and what its columns are."""
    dataset = target.required
    answer = {**_summary(dataset), "SourceS3Uri": dataset.details["source"]}
    if dataset.status == "Ready":
        answer["Columns"] = wire_columns(dataset)
    return answer


@sealcanvas.operation("ListDatasets", resource=domain_named)
def list_datasets(call: Call, domain: PlainResource, request: Request) -> Request:
    """List a domain's datasets, newest first."""
    mine = [each for each in stored.of_domain(call.instance, "dataset", request["DomainId"]) if _belongs(each, domain)]
    found, more = page(request, mine)
    return {"Datasets": [_listed(each) for each in found], **more}


@sealcanvas.operation("DeleteDataset", resource=named("dataset", "DatasetId"))
def delete_dataset(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Delete the copy, as the role, and the preview; the file that it was imported from stays."""
    dataset = target.required
    if dataset.under_way:
        raise ResourceInUseException(f"Dataset {dataset.id} is being imported.")
    for kind in ("model-version", "prediction"):
        for user in stored.of_domain(call.instance, kind, dataset.domain_id):
            if user.under_way and user.details.get("dataset") == dataset.id:
                raise ResourceInUseException(f"Dataset {dataset.id} is being read for {user.id}.")
    if dataset.status == "Ready":
        settings = settings_for(call.instance, dataset)
        role = as_user(call.instance, settings, call.region, dataset.arn, within=call)
        try:
            delete_object(role, {"Bucket": dataset.details["file"]["bucket"], "Key": dataset.details["file"]["key"]})
            previews.delete(call.instance, dataset)
        except ServiceError as error:
            raise as_ours(error) from None
    forget(call.instance, job_arn(dataset, "import"))
    stored.remove(call.instance, dataset.id)


def wire_columns(dataset: Stored) -> list[dict[str, Any]]:
    """The columns as the service model has them."""
    return [
        {
            "Name": each["name"],
            "Type": each["type"],
            "MissingCount": each["missing"],
            "UniqueCount": each["unique"],
        }
        for each in dataset.details["columns"]
    ]


def file_uri(dataset: Stored) -> str:
    """Where the dataset's copy lies."""
    return f"s3://{dataset.details['file']['bucket']}/{dataset.details['file']['key']}"


def _belongs(resource: Stored, domain: PlainResource) -> bool:
    return domain.arn == stored.arn(resource.region, resource.account, "domain", resource.domain_id)


def _listed(dataset: Stored) -> dict[str, Any]:
    count = {"ColumnCount": len(dataset.details["columns"])} if dataset.status == "Ready" else {}
    return {**_summary(dataset), **count}


def _summary(dataset: Stored) -> dict[str, Any]:
    answer = {
        "DatasetId": dataset.id,
        "DatasetArn": dataset.arn,
        "DatasetName": dataset.name,
        "DomainId": dataset.domain_id,
        "UserProfileName": dataset.profile,
        "Status": dataset.status,
        "CreationTime": dataset.created_at,
        "LastModifiedTime": dataset.modified_at,
        **members(dataset.details),
    }
    if dataset.status == "Ready":
        answer |= {
            "S3Uri": file_uri(dataset),
            "SSEKMSKeyId": dataset.details["key_arn"],
            "RowCount": dataset.details["rows"],
            "SizeInBytes": dataset.details["bytes"],
        }
    return answer
