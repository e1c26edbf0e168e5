"""Datasets: a schema, a frequency, a key; their rows come with import jobs."""

from sealcanvas.forecast import stored
from sealcanvas.forecast.arns import Target, check_new, existing, named, new
from sealcanvas.forecast.encryption import encryption_key, require_access
from sealcanvas.forecast.errors import InvalidInputException, ResourceInUseException
from sealcanvas.forecast.frequency import check_frequency
from sealcanvas.forecast.grant import usable_key
from sealcanvas.forecast.paging import page
from sealcanvas.forecast.roles import as_role
from sealcanvas.forecast.schema import target_schema
from sealcanvas.forecast.service import forecast
from sealcanvas.forecast.stored import ACTIVE
from sealcanvas.forecast.tags import request_tags
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource
from sealcanvas.volumes.store_volume import delete_store_volume


@forecast.operation("CreateDataset", resource=new("dataset", "DatasetName"), conditions=request_tags)
def create_dataset(call: Call, target: PlainResource, request: Request) -> Request:
    """Make an empty dataset."""
    check_new(call, target, request["DatasetName"])
    if request["DatasetType"] != "TARGET_TIME_SERIES":
        raise InvalidInputException(f"DatasetType {request['DatasetType']} is not supported yet.")
    target_schema(request["Domain"], request["Schema"])
    if "DataFrequency" in request:
        check_frequency("DataFrequency", request["DataFrequency"])
    key = encryption_key(request)
    if key is not None:
        role_arn = request["EncryptionConfig"]["RoleArn"]
        require_access(call, role_arn, [key], target.arn)
        usable_key(as_role(call, role_arn, target.arn), key)
    stored.store(call, "dataset", target.arn, request["DatasetName"], ACTIVE, request)
    return {"DatasetArn": target.arn}


@forecast.operation("DescribeDataset", resource=named("DatasetArn"))
def describe_dataset(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell what a dataset is."""
    dataset = existing(target, "dataset")
    return {"DatasetArn": dataset.arn, **dataset.request, **dataset.state}


@forecast.operation("ListDatasets")
def list_datasets(call: Call, request: Request) -> Request:
    """List the account's datasets."""
    found, more = page(request, stored.of_kind(call, "dataset"), {})
    datasets = [
        {
            "DatasetArn": each.arn,
            "DatasetName": each.name,
            "DatasetType": each.request["DatasetType"],
            "Domain": each.request["Domain"],
            **each.times,
        }
        for each in found
    ]
    return {"Datasets": datasets, **more}


@forecast.operation("DeleteDataset", resource=named("DatasetArn"))
def delete_dataset(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Delete a dataset: the wrapped key of its rows first, then the rows."""
    dataset = existing(target, "dataset")
    require_idle(call, dataset.arn)
    delete_store_volume(call.instance, dataset.arn)
    stored.remove_jobs(call, "dataset-import-job", "DatasetArn", dataset.arn)
    stored.remove(call.instance, dataset)


def require_idle(call: Call, dataset_arn: str) -> None:
    """Refuse while a job writes or reads the dataset.

    Raises:
        ResourceInUseException: an import or a training is at work.
    """
    if stored.at_work(call, "dataset-import-job", "DatasetArn", dataset_arn):
        raise ResourceInUseException(f"{dataset_arn} is being imported.")
    readers = (*stored.of_kind(call, "predictor"), *stored.of_kind(call, "forecast"))
    if any(each.working and each.details.get("dataset") == dataset_arn for each in readers):
        raise ResourceInUseException(f"{dataset_arn} is being read by a predictor or forecast that is being made.")
