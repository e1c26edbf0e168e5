"""Condition keys of CreateAutoMLJobV2 and CreateAutoMLJob: keys, tags, network and traffic encryption.

Source: Service Authorization Reference, "Actions defined by Amazon SageMaker", which spells two keys with "Arn" here.
"""

from typing import Any

from sealcanvas.sagemaker.automl.v1 import as_v2
from sealcanvas.sagemaker.key_conditions import request_keys
from sealcanvas.service.call import Call

Conditions = dict[str, str | tuple[str, ...]]


def v2_conditions(call: Call, target: Any, request: dict[str, Any]) -> Conditions:
    """The conditions of a V2 request.

    Raises:
        ValidationException: tags that cannot be.
    """
    conditions = request_keys(call, target, request)
    for name in ("VolumeKmsKey", "OutputKmsKey"):
        if f"sagemaker:{name}" in conditions:
            conditions[f"sagemaker:{name}Arn"] = conditions[f"sagemaker:{name}"]
    security = request.get("SecurityConfig", {})
    if "EnableInterContainerTrafficEncryption" in security:
        encrypted = security["EnableInterContainerTrafficEncryption"]
        conditions["sagemaker:InterContainerTrafficEncryption"] = str(encrypted).lower()
    vpc = security.get("VpcConfig")
    if vpc:
        conditions["sagemaker:VpcSecurityGroupIds"] = tuple(vpc["SecurityGroupIds"])
        conditions["sagemaker:VpcSubnets"] = tuple(vpc["Subnets"])
    return conditions


def v1_conditions(call: Call, target: Any, request: dict[str, Any]) -> Conditions:
    """Those of a V1 request, which means a V2 one.

    Raises:
        ValidationException: tags, or channels, that cannot be.
    """
    return v2_conditions(call, target, as_v2(request))
