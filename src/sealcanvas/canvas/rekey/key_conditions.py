"""What StartRekey says of keys, under the names by which CreateDomain says it: no policy on those is passed by."""

from typing import Any

from sealcanvas.access.request import Keys
from sealcanvas.sagemaker.key_conditions import request_keys
from sealcanvas.service.call import Call


def key_conditions(call: Call, target: Any, request: dict[str, Any]) -> Keys:
    """`sagemaker:HomeEfsFileSystemKmsKey` and `VolumeKmsKey` for key 1, `DomainSharingOutputKmsKey` for key 2.

    Each as it is named in the request; absent where the key stays.
    """
    sharing = {"SharingSettings": {"S3KmsKeyId": request.get("StorageKmsKeyId")}}
    return request_keys(call, target, {"KmsKeyId": request.get("AppKmsKeyId"), "DefaultUserSettings": sharing})
