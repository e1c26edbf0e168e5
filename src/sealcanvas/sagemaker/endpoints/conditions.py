"""Condition keys of CreateEndpointConfig.

Source: Service Authorization Reference, "Condition keys for Amazon SageMaker".
"""

from typing import Any

from sealcanvas.sagemaker.arns import arn
from sealcanvas.sagemaker.key_conditions import key_arn
from sealcanvas.sagemaker.tags import request_tags
from sealcanvas.service.call import Call


def config_conditions(call: Call, target: Any, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:
    """The volume's key, the instance types, the models and the tags of a request.

    Raises:
        ValidationException: tags that cannot be.
    """
    found = request_tags(call, target, request)
    variants: list[dict[str, Any]] = request["ProductionVariants"]
    found["sagemaker:InstanceTypes"] = tuple(v["InstanceType"] for v in variants if "InstanceType" in v)
    found["sagemaker:ModelArn"] = tuple(arn(call, "model", v["ModelName"]) for v in variants if "ModelName" in v)
    if request.get("KmsKeyId"):
        found["sagemaker:VolumeKmsKey"] = key_arn(call, request["KmsKeyId"])
    return found
