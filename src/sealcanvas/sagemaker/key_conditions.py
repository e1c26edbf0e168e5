"""SageMaker's own condition keys: the KMS keys that a request names, so that policies can demand them.

Source: Service Authorization Reference, "Condition keys for Amazon SageMaker"; each is an ARN.
"""

from typing import Any

from sealcanvas.sagemaker.tags import request_tags
from sealcanvas.service.call import Call

_PLACES = {
    "sagemaker:HomeEfsFileSystemKmsKey": (("KmsKeyId",), ("HomeEfsFileSystemKmsKeyId",)),
    "sagemaker:DomainSharingOutputKmsKey": (
        ("DefaultUserSettings", "SharingSettings", "S3KmsKeyId"),
        ("UserSettings", "SharingSettings", "S3KmsKeyId"),
    ),
    "sagemaker:VolumeKmsKey": (("SecurityConfig", "VolumeKmsKeyId"), ("TransformResources", "VolumeKmsKeyId")),
    "sagemaker:OutputKmsKey": (("OutputDataConfig", "KmsKeyId"), ("TransformOutput", "KmsKeyId")),
}


def request_keys(call: Call, target: Any, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:
    """The request's keys and tags as conditions; a key that is not named is absent.

    Raises:
        ValidationException: tags that cannot be.
    """
    conditions = request_tags(call, target, request)
    for name, places in _PLACES.items():
        for place in places:
            found: Any = request
            for member in place:
                found = found.get(member) or {}
            if found:
                conditions[name] = _arn(call, found)
    return conditions


def _arn(call: Call, key_id: str) -> str:
    if key_id.startswith("arn:"):
        return key_id
    name = key_id if key_id.startswith("alias/") else f"key/{key_id}"
    return f"arn:aws:kms:{call.region}:{call.account}:{name}"
