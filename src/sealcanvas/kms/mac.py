"""GenerateMac and VerifyMac: HMACs under an HMAC key."""

from typing import Any, cast

from sealcanvas.crypto.digest import constant_time_equal
from sealcanvas.crypto.symmetric_key import HmacKey
from sealcanvas.kms.errors import DryRunOperationException, KMSInvalidMacException
from sealcanvas.kms.grant_tokens import check_tokens
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.state import require_enabled
from sealcanvas.kms.usage import require_usage
from sealcanvas.kms.vault import current_material
from sealcanvas.service.call import Call


def _conditions(call: Call, key: Key, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:  # noqa: ARG001 - the seam's signature
    return {"kms:MacAlgorithm": request["MacAlgorithm"]}


@key_operation("GenerateMac", conditions=_conditions, aliases=True, atomic=False, prompt=True)
def generate_mac(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Return the HMAC of `Message` (1 to 4,096 bytes)."""
    _require(call, key, request, "GenerateMac")
    if request.get("DryRun"):
        raise DryRunOperationException
    return {"KeyId": key.arn, "Mac": _mac(call, key, request), "MacAlgorithm": request["MacAlgorithm"]}


@key_operation("VerifyMac", conditions=_conditions, aliases=True, atomic=False, prompt=True)
def verify_mac(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Answer only if `Mac` is the HMAC of `Message`."""
    _require(call, key, request, "VerifyMac")
    if not constant_time_equal(_mac(call, key, request), request["Mac"]):
        raise KMSInvalidMacException
    if request.get("DryRun"):
        raise DryRunOperationException
    return {"KeyId": key.arn, "MacValid": True, "MacAlgorithm": request["MacAlgorithm"]}


def _require(call: Call, key: Key, request: dict[str, Any], operation: str) -> None:
    check_tokens(call.instance, request)
    require_enabled(key)
    require_usage(key, operation, "GENERATE_VERIFY_MAC", request["MacAlgorithm"])


def _mac(call: Call, key: Key, request: dict[str, Any]) -> bytes:
    secret = current_material(call.instance, key).secret
    return cast("HmacKey", key.key_spec.kind).mac(secret, request["Message"])
