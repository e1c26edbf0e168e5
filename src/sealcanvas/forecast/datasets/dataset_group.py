"""Dataset groups: datasets of one domain that are used together, one of each type."""

from collections.abc import Sequence

from sealcanvas.forecast import stored
from sealcanvas.forecast.arns import Target, check_new, existing, lookup, named, new
from sealcanvas.forecast.errors import InvalidInputException, ResourceInUseException
from sealcanvas.forecast.paging import page
from sealcanvas.forecast.service import forecast
from sealcanvas.forecast.stored import ACTIVE, Stored
from sealcanvas.forecast.tags import request_tags
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource


@forecast.operation("CreateDatasetGroup", resource=new("dataset-group", "DatasetGroupName"), conditions=request_tags)
def create_dataset_group(call: Call, target: PlainResource, request: Request) -> Request:
    """Make a dataset group."""
    check_new(call, "dataset-group", target.arn, request["DatasetGroupName"])
    _members(call, request["Domain"], request.get("DatasetArns", []))
    stored.store(call, "dataset-group", target.arn, request["DatasetGroupName"], ACTIVE, request)
    return {"DatasetGroupArn": target.arn}


@forecast.operation("DescribeDatasetGroup", resource=named("DatasetGroupArn"))
def describe_dataset_group(call: Call, target: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell what a dataset group holds."""
    group = existing(target, "dataset-group")
    return {
        "DatasetGroupName": group.name,
        "DatasetGroupArn": group.arn,
        "Domain": group.request["Domain"],
        "DatasetArns": group.request.get("DatasetArns", []),
        **group.state,
    }


@forecast.operation("ListDatasetGroups")
def list_dataset_groups(call: Call, request: Request) -> Request:
    """List the account's dataset groups."""
    found, more = page(request, stored.of_kind(call, "dataset-group"), {})
    groups = [{"DatasetGroupArn": each.arn, "DatasetGroupName": each.name, **each.times} for each in found]
    return {"DatasetGroups": groups, **more}


@forecast.operation("UpdateDatasetGroup", resource=named("DatasetGroupArn"))
def update_dataset_group(call: Call, target: Target, request: Request) -> None:
    """Replace the datasets of a dataset group; the action is needed on each of them too."""
    group = existing(target, "dataset-group")
    for dataset in _members(call, group.request["Domain"], request["DatasetArns"]):
        forecast.check(call, "forecast:UpdateDatasetGroup", dataset)
    stored.change(call.instance, group.arn, request={"DatasetArns": request["DatasetArns"]})


@forecast.operation("DeleteDatasetGroup", resource=named("DatasetGroupArn"))
def delete_dataset_group(call: Call, target: Target, request: Request) -> None:  # noqa: ARG001 - the seam's signature
    """Delete a dataset group, not its datasets."""
    group = existing(target, "dataset-group")
    if any(each.working and each.details["dataset_group"] == group.arn for each in stored.of_kind(call, "predictor")):
        raise ResourceInUseException(f"{group.arn} is used by a predictor that is being trained.")
    stored.remove(call.instance, group)


def _members(call: Call, domain: str, dataset_arns: Sequence[str]) -> list[Stored]:
    datasets = [lookup(call, arn, "dataset") for arn in dataset_arns]
    for dataset in datasets:
        if dataset.request["Domain"] != domain:
            raise InvalidInputException(
                f"{dataset.arn} is of domain {dataset.request['Domain']}, the dataset group of {domain}."
            )
    types = [dataset.request["DatasetType"] for dataset in datasets]
    if len(set(types)) < len(types):
        raise InvalidInputException(f"DatasetArns can name one dataset of each type, not {', '.join(types)}.")
    return datasets
