"""Condition keys of CreateTransformJob.

Source: Service Authorization Reference, "Condition keys for Amazon SageMaker".
"""

from typing import Any

from sealcanvas.sagemaker.arns import arn
from sealcanvas.sagemaker.key_conditions import request_keys
from sealcanvas.service.call import Call


def transform_conditions(call: Call, target: Any, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:
    """The keys, tags, model and instance types of a request.

    Raises:
        ValidationException: tags that cannot be.
    """
    return {
        **request_keys(call, target, request),
        "sagemaker:InstanceTypes": (request["TransformResources"]["InstanceType"],),
        "sagemaker:ModelArn": arn(call, "model", request["ModelName"]),
    }
