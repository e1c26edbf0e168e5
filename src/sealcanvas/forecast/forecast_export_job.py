"""Operations on forecast_export_jobs."""

from sealcanvas.forecast.service import forecast
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@forecast.operation("CreateForecastExportJob")
def create_forecast_export_job(call: Call, request: Request) -> Request:
    raise NotImplementedError


@forecast.operation("DescribeForecastExportJob")
def describe_forecast_export_job(call: Call, request: Request) -> Request:
    raise NotImplementedError


@forecast.operation("ListForecastExportJobs")
def list_forecast_export_jobs(call: Call, request: Request) -> Request:
    raise NotImplementedError
