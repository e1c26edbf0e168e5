"""GetKeyRotationStatus: key material is not rotated automatically (yet), and this says so."""

from typing import Any

from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.service.call import Call


@key_operation("GetKeyRotationStatus", atomic=False)
def get_key_rotation_status(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - the seam's signature
    """Return whether the key rotates by itself."""
    return {"KeyId": key.arn, "KeyRotationEnabled": False}
