"""What kind of key CreateKey is asked for: a key spec, and one of the usages that it has."""

from typing import Any

from sealcanvas.kms.errors import UnsupportedOperationException
from sealcanvas.kms.key_specs import KEY_SPECS, NOT_MADE, SYMMETRIC
from sealcanvas.service.errors import ValidationException


def key_kind(request: dict[str, Any]) -> tuple[str, str]:
    """The key spec and the key usage of a CreateKey request.

    Raises:
        ValidationException: two specs, no usage for a spec that needs one, or one that the spec does not have.
        UnsupportedOperationException: a spec of the service model that is not made here.
    """
    if request.get("KeySpec") and request.get("CustomerMasterKeySpec"):
        raise ValidationException(
            "You cannot specify KeySpec and CustomerMasterKeySpec in the same request. "
            "CustomerMasterKeySpec is deprecated."
        )
    spec, usage = asked_spec(request), request.get("KeyUsage")
    if spec in NOT_MADE:
        raise UnsupportedOperationException(f"KeySpec {spec} is not supported by this key service: {NOT_MADE[spec]}.")
    if usage is None and spec != SYMMETRIC:
        raise ValidationException(
            "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys."
        )
    usage = usage or "ENCRYPT_DECRYPT"
    if usage not in KEY_SPECS[spec].algorithms:
        raise ValidationException(f"KeyUsage {usage} is not compatible with KeySpec {spec}")
    return spec, usage


def asked_spec(request: dict[str, Any]) -> str:
    """The key spec of a CreateKey request, by either of its members."""
    spec: str = request.get("KeySpec") or request.get("CustomerMasterKeySpec") or SYMMETRIC
    return spec
