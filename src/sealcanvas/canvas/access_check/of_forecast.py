"""What time series ask: of Forecast's role, of its keys, and of the execution role that steers Forecast."""

from collections.abc import Iterator

from sealcanvas.canvas.access_check.asked import Asked, pass_role
from sealcanvas.canvas.access_check.obstacle import Obstacle
from sealcanvas.canvas.access_check.of_storage import of_storage, storage_key
from sealcanvas.forecast import SIX_ACTIONS
from sealcanvas.forecast.keys.grant import grant_request
from sealcanvas.kms.find import key_of_arn
from sealcanvas.kms.grant_request import grant_conditions
from sealcanvas.s3.bucket import Bucket
from sealcanvas.sagemaker.workspace.settings import CanvasSettings
from sealcanvas.service.call import Call

_SERVICE = "forecast.amazonaws.com"
_NAME = "canvas_mv_00000000000000000"
_STEPS = (
    ("CreateDataset", "dataset"),
    ("CreateDatasetGroup", "dataset-group"),
    ("CreateDatasetImportJob", "dataset-import-job"),
    ("CreateAutoPredictor", "predictor"),
    ("CreateForecast", "predictor"),
    ("CreateForecastExportJob", "forecast"),
)
"""Each with the kind of resource that it is asked about."""


def of_forecast(call: Call, settings: CanvasSettings, bucket: Bucket | None) -> Iterator[Asked | Obstacle]:
    """The requests of a forecast, beside those of the tasks in general."""
    role = settings.forecast_role
    if not settings.time_series_enabled or not role:
        yield Obstacle("TimeSeriesDisabled", settings.user_profile_arn, ("Forecast",))
        return
    arn = f"arn:aws:forecast:{call.region}:{call.account}"
    source = {"aws:SourceArn": f"{arn}:predictor/{_NAME}", "aws:SourceAccount": call.account}
    own = settings.execution_role
    yield Asked(_SERVICE, "sts:AssumeRole", role, context={**source}).of("Forecast")
    yield pass_role(own, role, _SERVICE).of("Forecast")
    for step, kind in _STEPS:
        yield Asked(
            own, f"forecast:{step}", f"{arn}:{kind}/{_NAME}", ("sagemaker",), likes=f"{arn}:{kind}/canvas_*"
        ).of("Forecast")
    for asked in of_storage(settings, bucket, role, "forecast"):
        yield asked.of("Forecast")
    keys = dict.fromkeys(filter(None, (settings.app_key, storage_key(settings, bucket))))
    for key in keys:
        yield from _six_actions(call, role, key, f"{arn}:predictor/{_NAME}")


def _six_actions(call: Call, role: str, key_arn: str, source_arn: str) -> Iterator[Asked]:
    key = key_of_arn(call, key_arn)
    for action in SIX_ACTIONS:
        granting = action == "kms:CreateGrant" and key is not None
        context = (
            grant_conditions(call.through("forecast"), key, grant_request(key_arn, role, source_arn))
            if granting and key is not None
            else {}
        )
        yield Asked(role, action, key_arn, ("forecast",), context=context).of("Forecast")
