"""Operations on predictors."""

from sealcanvas.forecast.service import forecast
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@forecast.operation("CreateAutoPredictor")
def create_auto_predictor(call: Call, request: Request) -> Request:
    raise NotImplementedError


@forecast.operation("DescribeAutoPredictor")
def describe_auto_predictor(call: Call, request: Request) -> Request:
    raise NotImplementedError


@forecast.operation("ListPredictors")
def list_predictors(call: Call, request: Request) -> Request:
    raise NotImplementedError


@forecast.operation("DeletePredictor")
def delete_predictor(call: Call, request: Request) -> Request:
    raise NotImplementedError
