"""SageMaker's own condition keys: what a request says of keys and networks, so that policies can demand it.

Source: Service Authorization Reference, "Condition keys for Amazon SageMaker". A key's ARN goes by two names, with and
without "Arn" at the end.
"""

from collections.abc import Iterator
from typing import Any

from sealcanvas.sagemaker.tags import request_tags
from sealcanvas.service.call import Call

_PLACES = {
    "sagemaker:HomeEfsFileSystemKmsKey": (("KmsKeyId",), ("HomeEfsFileSystemKmsKeyId",)),
    "sagemaker:DomainSharingOutputKmsKey": (
        ("DefaultUserSettings", "SharingSettings", "S3KmsKeyId"),
        ("UserSettings", "SharingSettings", "S3KmsKeyId"),
    ),
    "sagemaker:VolumeKmsKey": (
        ("KmsKeyId",),
        ("SecurityConfig", "VolumeKmsKeyId"),
        ("TransformResources", "VolumeKmsKeyId"),
    ),
    "sagemaker:OutputKmsKey": (("OutputDataConfig", "KmsKeyId"), ("TransformOutput", "KmsKeyId")),
}
_TEXTS = {
    "sagemaker:AppNetworkAccessType": (("AppNetworkAccessType",),),
    "sagemaker:AuthMode": (("AuthMode",),),
    "sagemaker:VpcSecurityGroupIds": (("DefaultUserSettings", "SecurityGroups"), ("UserSettings", "SecurityGroups")),
    "sagemaker:VpcSubnets": (("SubnetIds",),),
}


def request_keys(call: Call, target: Any, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:
    """The request's keys, networks and tags as conditions; what is not named is absent.

    Raises:
        ValidationException: tags that cannot be.
    """
    conditions = request_tags(call, target, request)
    for name, places in _PLACES.items():
        for key_id in _found(request, places):
            conditions[name] = conditions[f"{name}Arn"] = key_arn(call, key_id)
    for name, places in _TEXTS.items():
        for value in _found(request, places):
            conditions[name] = tuple(value) if isinstance(value, list) else value
    return conditions


def _found(request: dict[str, Any], places: tuple[tuple[str, ...], ...]) -> Iterator[Any]:
    for place in places:
        found: Any = request
        for member in place:
            found = found.get(member) or {}
        if found:
            yield found


def key_arn(call: Call, key_id: str) -> str:
    """The ARN of what a request names, a bare key id or alias being the caller's."""
    if key_id.startswith("arn:"):
        return key_id
    name = key_id if key_id.startswith("alias/") else f"key/{key_id}"
    return f"arn:aws:kms:{call.region}:{call.account}:{name}"
