"""The registries of Forecast's operations: the management API, and the query API with the same action prefix."""

from sealcanvas.forecast.errors import AccessDeniedException
from sealcanvas.service.operation import Service

forecast = Service("forecast", access_denied=AccessDeniedException)
forecastquery = Service("forecastquery", access_denied=AccessDeniedException, event_source="forecast.amazonaws.com")
