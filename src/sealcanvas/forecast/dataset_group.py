"""Operations on dataset_groups."""

from sealcanvas.forecast.service import forecast
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@forecast.operation("CreateDatasetGroup")
def create_dataset_group(call: Call, request: Request) -> Request:
    raise NotImplementedError


@forecast.operation("DescribeDatasetGroup")
def describe_dataset_group(call: Call, request: Request) -> Request:
    raise NotImplementedError


@forecast.operation("ListDatasetGroups")
def list_dataset_groups(call: Call, request: Request) -> Request:
    raise NotImplementedError


@forecast.operation("DeleteDatasetGroup")
def delete_dataset_group(call: Call, request: Request) -> Request:
    raise NotImplementedError


@forecast.operation("UpdateDatasetGroup")
def update_dataset_group(call: Call, request: Request) -> Request:
    raise NotImplementedError
