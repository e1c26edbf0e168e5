"""CreateTransformJob's request: every member is honoured or refused, and becomes the payload of the job's task."""

from typing import Any

from sealcanvas.sagemaker.container import HEADER, OUTPUT, check_environment, only_container
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.kms_key import check_form
from sealcanvas.sagemaker.s3_place import check_uri
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.tabular_problem import INFERENCE_COLUMNS
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_UNSERVED = ("DataCaptureConfig", "ExperimentConfig", "ModelClientConfig")
_CSV = "text/csv"
_PARQUET = "x-application/vnd.amazon+parquet"
_WHOLE = "$"  # the JSONPath of a record as it is: AWS's default for both filters


def task_payload(call: Call, request: Request, model: Stored) -> dict[str, Any]:
    """The payload of the task `transform`.

    Raises:
        ValidationException: a member is out of its bounds, or asks for what is not served.
    """
    for member in _UNSERVED:
        if request.get(member):
            raise ValidationException(f"{member} is not supported yet.")
    source, output = request["TransformInput"], request["TransformOutput"]
    volume_key = request["TransformResources"].get("VolumeKmsKeyId")
    if volume_key:
        check_form(call, "TransformResources.VolumeKmsKeyId", volume_key)
    if output.get("KmsKeyId"):
        check_form(call, "TransformOutput.KmsKeyId", output["KmsKeyId"])
    if output.get("Accept", _CSV) != _CSV:
        raise ValidationException(f"TransformOutput.Accept '{output['Accept']}' is not supported. Use '{_CSV}'.")
    container = only_container(model.request)
    environment = {**container.get("Environment", {}), **request.get("Environment", {})}
    check_environment(environment)
    return {
        "model": container["ModelDataUrl"],
        "input": _input(source),
        "join": _join(request),
        "columns": [name.strip() for name in environment.get(OUTPUT, INFERENCE_COLUMNS[0]).split(",")],
        "header": environment.get(HEADER) == "true",
        "output": check_uri("TransformOutput.S3OutputPath", output["S3OutputPath"]),
        "output_key": output.get("KmsKeyId") or None,
    }


def _input(source: dict[str, Any]) -> dict[str, Any]:
    data = source["DataSource"]["S3DataSource"]
    if data["S3DataType"] != "S3Prefix":
        raise ValidationException(
            f"TransformInput: S3DataType '{data['S3DataType']}' is not supported yet. Use 'S3Prefix', "
            "which takes every object whose key begins with that of S3Uri."
        )
    content = source.get("ContentType", _CSV)
    if content not in (_CSV, _PARQUET):
        raise ValidationException(f"TransformInput.ContentType '{content}' is not supported. Use '{_CSV}'.")
    split = source.get("SplitType", "None")
    if split not in ("None", "Line") or (split == "Line" and content == _PARQUET):
        raise ValidationException(f"TransformInput.SplitType '{split}' does not fit {content}.")
    return {
        "uri": check_uri("TransformInput.S3Uri", data["S3Uri"]),
        "gzip": source.get("CompressionType", "None") == "Gzip",
        "parquet": content == _PARQUET,
    }


def _join(request: Request) -> bool:
    processing = request.get("DataProcessing", {})
    for member in ("InputFilter", "OutputFilter"):
        if processing.get(member, _WHOLE) != _WHOLE:
            raise ValidationException(f"DataProcessing.{member} is not supported yet.")
    join: bool = processing.get("JoinSource", "None") == "Input"
    if join and request["TransformInput"].get("ContentType", _CSV) != _CSV:
        raise ValidationException(f"DataProcessing.JoinSource 'Input' needs the ContentType '{_CSV}'.")
    return join
