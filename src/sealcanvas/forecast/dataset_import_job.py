"""Operations on dataset_import_jobs."""

from sealcanvas.forecast.service import forecast
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@forecast.operation("CreateDatasetImportJob")
def create_dataset_import_job(call: Call, request: Request) -> Request:
    raise NotImplementedError


@forecast.operation("DescribeDatasetImportJob")
def describe_dataset_import_job(call: Call, request: Request) -> Request:
    raise NotImplementedError


@forecast.operation("ListDatasetImportJobs")
def list_dataset_import_jobs(call: Call, request: Request) -> Request:
    raise NotImplementedError
