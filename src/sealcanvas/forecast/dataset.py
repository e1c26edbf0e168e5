"""Operations on datasets."""

from sealcanvas.forecast.service import forecast
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@forecast.operation("CreateDataset")
def create_dataset(call: Call, request: Request) -> Request:
    raise NotImplementedError


@forecast.operation("DescribeDataset")
def describe_dataset(call: Call, request: Request) -> Request:
    raise NotImplementedError


@forecast.operation("ListDatasets")
def list_datasets(call: Call, request: Request) -> Request:
    raise NotImplementedError


@forecast.operation("DeleteDataset")
def delete_dataset(call: Call, request: Request) -> Request:
    raise NotImplementedError
