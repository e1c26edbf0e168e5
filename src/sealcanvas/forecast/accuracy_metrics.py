"""Operations on accuracy_metricss."""

from sealcanvas.forecast.service import forecast
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@forecast.operation("GetAccuracyMetrics")
def get_accuracy_metrics(call: Call, request: Request) -> Request:
    raise NotImplementedError
