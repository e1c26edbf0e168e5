"""CreateAutoMLJobV2's request: what all problem types share is checked here, the rest by the type's own file."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sealcanvas.sagemaker.automl.artifacts import artifacts
from sealcanvas.sagemaker.automl.deploy import check_deployment
from sealcanvas.sagemaker.automl.series_request import read_series
from sealcanvas.sagemaker.automl.tabular_request import read_tabular
from sealcanvas.sagemaker.automl.work import Work
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.kms_key import check_form
from sealcanvas.sagemaker.s3_place import check_uri
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_CONFIGS: dict[str, Callable[[Request, dict[str, Any]], Work]] = {
    "TabularJobConfig": read_tabular,
    "TimeSeriesForecastingJobConfig": read_series,
}
# API reference, AutoMLOutputDataConfig; the shape itself allows more.
_LONGEST_PATH = 512


def read_work(call: Call, request: Request) -> Work:
    """What the job's worker is to do.

    Raises:
        ValidationException: a member is out of its bounds, or asks for what is not served.
    """
    if request.get("AutoMLComputeConfig"):
        raise ValidationException(
            "AutoMLComputeConfig is not supported: a job runs on this machine alone, without EMR Serverless."
        )
    check_deployment(request)
    security, output = request.get("SecurityConfig", {}), request["OutputDataConfig"]
    if security.get("VolumeKmsKeyId"):
        check_form(call, "SecurityConfig.VolumeKmsKeyId", security["VolumeKmsKeyId"])
    if output.get("KmsKeyId"):
        check_form(call, "OutputDataConfig.KmsKeyId", output["KmsKeyId"])
    path = check_uri("OutputDataConfig.S3OutputPath", output["S3OutputPath"])
    if len(path) > _LONGEST_PATH:
        raise ValidationException(f"OutputDataConfig.S3OutputPath must have at most {_LONGEST_PATH} characters.")
    shared = {"output": artifacts(path, request["AutoMLJobName"]), "output_key": output.get("KmsKeyId") or None}
    work = _own_work(request)
    return replace(work, payload={**shared, **work.payload})


def _own_work(request: Request) -> Work:
    for member, config in request["AutoMLProblemTypeConfig"].items():
        if member not in _CONFIGS:
            raise ValidationException(f"{member} is not supported. Use {' or '.join(_CONFIGS)}.")
        return _CONFIGS[member](request, config)
    raise ValidationException(f"AutoMLProblemTypeConfig is empty. Use {' or '.join(_CONFIGS)}.")
