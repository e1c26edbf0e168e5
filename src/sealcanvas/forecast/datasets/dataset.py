"""Datasets: a schema, a frequency, a key; their rows come with import jobs."""

from sealcanvas.forecast import stored
from sealcanvas.forecast.arns import Target, check_new, existing, named, new
from sealcanvas.forecast.datasets.frequency import check_frequency
from sealcanvas.forecast.datasets.schema import METADATA, RELATED, Schema, read_schema
from sealcanvas.forecast.errors import InvalidInputException, ResourceInUseException
from sealcanvas.forecast.keys.encryption import encryption_key, require_access
from sealcanvas.forecast.keys.grant import usable_key
from sealcanvas.forecast.keys.roles import as_role
from sealcanvas.forecast.paging import page
from sealcanvas.forecast.service import forecast
from sealcanvas.forecast.stored import ACTIVE, Stored
from sealcanvas.forecast.tags import request_tags
from sealcanvas.forecast.tree import forget
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource


@forecast.operation("CreateDataset", resource=new("dataset", "DatasetName"), conditions=request_tags)
def create_dataset(call: Call, target: PlainResource, request: Request) -> Request:
    """Make an empty dataset."""
    check_new(call, "dataset", target.arn, request["DatasetName"])
    read_schema(request["Domain"], request["DatasetType"], request["Schema"])
    _check_frequency(request)
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
    forget(call, dataset)


def schema_of(dataset: Stored) -> Schema:
    """What a dataset's columns mean."""
    return read_schema(dataset.request["Domain"], dataset.request["DatasetType"], dataset.request["Schema"])


def require_idle(call: Call, dataset_arn: str) -> None:
    """Refuse while a job writes or reads the dataset.

    Raises:
        ResourceInUseException: an import, a training, a forecast or a what-if forecast is at work.
    """
    if stored.at_work(call, "dataset-import-job", "DatasetArn", dataset_arn):
        raise ResourceInUseException(f"{dataset_arn} is being imported.")
    for kind in ("predictor", "forecast", "what-if-forecast", "explainability"):
        readers = stored.of_kind(call, kind)
        if any(each.working and dataset_arn in each.details.get("datasets", {}).values() for each in readers):
            raise ResourceInUseException(f"{dataset_arn} is being read by a {kind} that is being made.")


def _check_frequency(request: Request) -> None:
    frequency, kind = request.get("DataFrequency"), request["DatasetType"]
    if kind == RELATED and frequency is None:
        raise InvalidInputException("DataFrequency is required for DatasetType RELATED_TIME_SERIES.")
    if kind == METADATA and frequency is not None:
        raise InvalidInputException("DataFrequency is for time series: leave it out for DatasetType ITEM_METADATA.")
    if frequency is not None:
        check_frequency("DataFrequency", frequency)
