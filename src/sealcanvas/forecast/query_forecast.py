"""QueryForecast."""

from sealcanvas.forecast.service import forecastquery
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@forecastquery.operation("QueryForecast", action="forecast:QueryForecast")
def query_forecast(call: Call, request: Request) -> Request:
    raise NotImplementedError
