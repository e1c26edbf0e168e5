"""CreateTransformJob's request: every member is honoured or refused, and becomes the payload of the job's task."""

from typing import Any

from sealcanvas.jobs.inference.media import Form, Media, UnknownMedia, read_accept, read_content_type
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.instance_types import refuse_volume_key
from sealcanvas.sagemaker.kms_key import check_form
from sealcanvas.sagemaker.models.container import check_environment, choices_of, container_of
from sealcanvas.sagemaker.s3_place import check_uri
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.transform.processing import read_processing
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_UNSERVED = ("DataCaptureConfig", "ExperimentConfig")
_MOST_INSTANCES = 100
_MOST_MB = 100  # of one payload, and of all payloads at a time
_DEFAULT_MB = 6
_DEFAULT_SECONDS = 600


def task_payload(call: Call, request: Request, model: Stored) -> dict[str, Any]:
    """The payload of the task `transform`.

    Raises:
        ValidationException: a member is out of its bounds, or asks for what is not served.
    """
    for member in _UNSERVED:
        if member in request:
            raise ValidationException(f"{member} is not supported.")
    _check_resources(call, request["TransformResources"])
    output = request["TransformOutput"]
    if output.get("KmsKeyId"):
        check_form(call, "TransformOutput.KmsKeyId", output["KmsKeyId"])
    container = container_of(model)
    if "ModelDataSource" in container:
        raise ValidationException(
            "ModelDataSource cannot be used with batch transform. Create a model with ModelDataUrl."
        )
    environment = {**container.get("Environment", {}), **request.get("Environment", {})}
    check_environment(environment)
    media, accept = _forms(request)
    client = request.get("ModelClientConfig", {})
    return {
        "model": container["ModelDataUrl"],
        "input": _input(request["TransformInput"]),
        "content_type": request["TransformInput"].get("ContentType", ""),
        "accept": str(accept),
        "by_record": _split(request["TransformInput"], media) == "Line",
        "lines": output.get("AssembleWith", "None") == "Line",
        "most_bytes": _most_bytes(request),
        "invocation_seconds": client.get("InvocationsTimeoutInSeconds", _DEFAULT_SECONDS),
        **read_processing(request, media, accept),
        **choices_of(environment),
        "output": check_uri("TransformOutput.S3OutputPath", output["S3OutputPath"]),
        "output_key": output.get("KmsKeyId") or None,
    }


def _check_resources(call: Call, resources: dict[str, Any]) -> None:
    if resources["InstanceCount"] > _MOST_INSTANCES:
        raise ValidationException(f"TransformResources.InstanceCount must be at most {_MOST_INSTANCES}.")
    if "TransformAmiVersion" in resources:
        raise ValidationException("TransformResources.TransformAmiVersion is not supported: there are no images.")
    volume_key = resources.get("VolumeKmsKeyId")
    if volume_key:
        check_form(call, "TransformResources.VolumeKmsKeyId", volume_key)
        refuse_volume_key("TransformResources.VolumeKmsKeyId", resources["InstanceType"])


def _forms(request: Request) -> tuple[Media, Form]:
    try:
        media = read_content_type(request["TransformInput"].get("ContentType", ""))
    except UnknownMedia as error:
        raise ValidationException(f"TransformInput.ContentType {error}") from None
    try:
        return media, read_accept(request["TransformOutput"].get("Accept", ""), media)
    except UnknownMedia as error:
        raise ValidationException(f"TransformOutput.Accept {error}") from None


def _input(source: dict[str, Any]) -> dict[str, Any]:
    data = source["DataSource"]["S3DataSource"]
    kind = data["S3DataType"]
    if kind not in ("S3Prefix", "ManifestFile"):
        raise ValidationException(f"TransformInput: S3DataType '{kind}' is not supported. Use S3Prefix, ManifestFile.")
    return {
        "uri": check_uri("TransformInput.S3Uri", data["S3Uri"]),
        "manifest": kind == "ManifestFile",
        "gzip": source.get("CompressionType", "None") == "Gzip",
    }


def _split(source: dict[str, Any], media: Media) -> str:
    split: str = source.get("SplitType", "None")
    if split not in ("None", "Line"):
        raise ValidationException(f"TransformInput.SplitType '{split}' is not supported. Use None, Line.")
    if split == "Line" and media.form is Form.PARQUET:
        raise ValidationException(f"TransformInput.SplitType 'Line' does not fit {media.form}, which has no lines.")
    return split


def _most_bytes(request: Request) -> int | None:
    """The bytes of one payload; None where AWS streams it (0)."""
    megabytes: int = request.get("MaxPayloadInMB", _DEFAULT_MB)
    if megabytes > _MOST_MB:
        raise ValidationException(f"MaxPayloadInMB cannot be greater than {_MOST_MB} MB.")
    together = megabytes * request.get("MaxConcurrentTransforms", 0)
    if "MaxConcurrentTransforms" in request and together > _MOST_MB:
        raise ValidationException(
            f"MaxConcurrentTransforms * MaxPayloadInMB cannot exceed {_MOST_MB} MB, and is {together} MB."
        )
    return megabytes << 20 or None
