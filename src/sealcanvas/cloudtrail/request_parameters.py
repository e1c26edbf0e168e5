"""A request's parameters under the names that CloudTrail's records have.

Source: AWS KMS Developer Guide, "Logging AWS KMS API calls with CloudTrail" (keyId, encryptionContext); Amazon S3 User
Guide, "CloudTrail log file entries" (bucketName). The trail itself keeps the names of the wire.
"""

from functools import cache
from typing import Any

from sealcanvas.wire.model import SERVICES, Operation, load

_OTHERWISE = {"s3": {"Bucket": "bucketName"}}
# Services whose events have another's source.
_SAME_SOURCE = {"forecast": ("forecast", "forecastquery"), "sagemaker": ("sagemaker", "sagemaker-runtime")}


def request_parameters(source: str, name: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """The parameters, members in lower camel case; keys of maps (an encryption context's) stay as they are.

    Args:
        source: the event's, "kms.amazonaws.com".
        name: of the operation.
    """
    service = source.partition(".")[0]
    operation = _operation(service, name)
    told: dict[str, Any] = _renamed(parameters, operation.input if operation else None, _OTHERWISE.get(service, {}))
    return told


@cache
def _operation(service: str, name: str) -> Operation | None:
    models = (load(each) for each in _SAME_SOURCE.get(service, (service,)) if each in SERVICES)
    return next((model.operations[name] for model in models if name in model.operations), None)


def _renamed(value: Any, shape: Any, otherwise: dict[str, str]) -> Any:
    if isinstance(value, list) and shape is not None and shape.type_name == "list":
        return [_renamed(each, shape.member, otherwise) for each in value]
    if not isinstance(value, dict):
        return value
    if shape is not None and shape.type_name == "map":
        return {key: _renamed(each, shape.value, otherwise) for key, each in value.items()}
    members = {} if shape is None or shape.type_name != "structure" else shape.members
    return {
        otherwise.get(key, key[:1].lower() + key[1:]): _renamed(each, members.get(key), otherwise)
        for key, each in value.items()
    }
