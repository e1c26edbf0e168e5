"""Operations on forecastss."""

from sealcanvas.forecast.service import forecast
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@forecast.operation("CreateForecast")
def create_forecast(call: Call, request: Request) -> Request:
    raise NotImplementedError


@forecast.operation("DescribeForecast")
def describe_forecast(call: Call, request: Request) -> Request:
    raise NotImplementedError


@forecast.operation("ListForecasts")
def list_forecasts(call: Call, request: Request) -> Request:
    raise NotImplementedError


@forecast.operation("DeleteForecast")
def delete_forecast(call: Call, request: Request) -> Request:
    raise NotImplementedError
