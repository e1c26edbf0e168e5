"""All that the tasks of a user profile will ask, and what hinders them whatever policies say."""

from collections.abc import Iterator

from sealcanvas.canvas.access_check.asked import Asked, Task, pass_role
from sealcanvas.canvas.access_check.obstacle import Obstacle, key_obstacle, role_obstacle
from sealcanvas.canvas.access_check.of_forecast import of_forecast
from sealcanvas.canvas.access_check.of_source import of_source
from sealcanvas.canvas.access_check.of_storage import of_storage, of_volumes, storage_bucket, storage_key
from sealcanvas.sagemaker.workspace.settings import CanvasSettings
from sealcanvas.service.call import Call

_SERVICE = "sagemaker.amazonaws.com"
_BUILDS: tuple[Task, ...] = ("QuickBuild", "StandardBuild")
_OF_SAGEMAKER: tuple[tuple[str, str, tuple[Task, ...]], ...] = (
    ("CreateAutoMLJobV2", "automl-job/canvas-", _BUILDS),
    ("DescribeAutoMLJobV2", "automl-job/canvas-", ("BatchPrediction",)),
    ("CreateModel", "model/canvas-", ("BatchPrediction",)),
    ("CreateTransformJob", "transform-job/canvas-", ("BatchPrediction",)),
)


def requests_of(call: Call, settings: CanvasSettings, source_uri: str | None) -> Iterator[Asked | Obstacle]:
    """The requests, in the order in which tasks make them.

    Args:
        source_uri: the object that is to be imported, or None.
    """
    role = settings.execution_role
    bucket = storage_bucket(call, settings)
    missing = role_obstacle(call, role)
    if missing is not None:
        yield missing
        return
    source = {"aws:SourceArn": settings.user_profile_arn, "aws:SourceAccount": call.account}
    yield Asked(_SERVICE, "sts:AssumeRole", role, context={**source})
    domain = settings.domain_arn.replace(":sagemaker:", ":sealcanvas:", 1)
    versions = f"arn:aws:sealcanvas:{call.region}:{call.account}:model-version/"
    yield Asked(role, "sealcanvas:ImportDataset", domain).of("Import")
    yield Asked(role, "sealcanvas:CreateModelVersion", domain).of(*_BUILDS, "Forecast")
    version = Asked(role, "sealcanvas:CreateBatchPrediction", f"{versions}mv-00000000000000000", likes=f"{versions}*")
    yield version.of("BatchPrediction")
    if source_uri:
        yield from of_source(call, role, source_uri)
    for key in dict.fromkeys(filter(None, (settings.app_key, storage_key(settings, bucket)))):
        hindered = key_obstacle(call, key)
        if hindered is not None:
            yield hindered
    if bucket is not None and bucket.account != call.account:
        yield Obstacle("BucketOfOtherAccount", bucket.arn)
    else:
        yield from of_storage(settings, bucket, role, "sagemaker")
    yield from of_volumes(settings)
    yield pass_role(role, role, _SERVICE).of(*_BUILDS, "BatchPrediction")
    for operation, name, tasks in _OF_SAGEMAKER:
        arn = f"arn:aws:sagemaker:{call.region}:{call.account}:{name}"
        yield Asked(role, f"sagemaker:{operation}", f"{arn}check", ("sagemaker",), likes=f"{arn}*").of(*tasks)
    yield from of_forecast(call, settings, bucket)
