"""Encapsulate and Decapsulate: a shared secret, made by whoever knows the public key of an ML-KEM pair (FIPS 203)."""

from typing import Any, cast

from sealcanvas.crypto.asymmetric.key_pair import EncapsulatingPair
from sealcanvas.crypto.errors import InvalidCiphertext
from sealcanvas.kms.errors import DryRunOperationException, InvalidCiphertextException
from sealcanvas.kms.grant_tokens import check_tokens
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.state import require_enabled
from sealcanvas.kms.usage import require_usage
from sealcanvas.kms.vault import current_material
from sealcanvas.service.call import Call


def _conditions(call: Call, key: Key, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:  # noqa: ARG001 - the seam's signature
    return {"kms:EncapsulationAlgorithm": request["EncapsulationAlgorithm"]}


@key_operation("Encapsulate", conditions=_conditions, aliases=True, atomic=False)
def encapsulate(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Return a fresh shared secret of 32 bytes twice: in the clear, and encapsulated for the private key."""
    pair = _pair(call, key, request, "Encapsulate")
    if request.get("DryRun"):
        raise DryRunOperationException
    secret, ciphertext = pair.encapsulate(pair.public_key(current_material(call.instance, key).secret))
    return {
        "KeyId": key.arn,
        "SharedSecret": secret.reveal(),
        "SharedSecretCiphertextBlob": ciphertext,
        "EncapsulationAlgorithm": request["EncapsulationAlgorithm"],
    }


@key_operation("Decapsulate", conditions=_conditions, aliases=True, atomic=False)
def decapsulate(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Return the shared secret; of an altered ciphertext another one, by which alone it shows (implicit rejection)."""
    pair = _pair(call, key, request, "Decapsulate")
    private = current_material(call.instance, key).secret
    try:
        secret = pair.decapsulate(private, request["SharedSecretCiphertextBlob"])
    except InvalidCiphertext:
        raise InvalidCiphertextException from None
    if request.get("DryRun"):
        raise DryRunOperationException
    return {
        "KeyId": key.arn,
        "SharedSecret": secret.reveal(),
        "EncapsulationAlgorithm": request["EncapsulationAlgorithm"],
    }


def _pair(call: Call, key: Key, request: dict[str, Any], operation: str) -> EncapsulatingPair:
    check_tokens(call.instance, request)
    require_enabled(key)
    require_usage(key, operation, "ENCAPSULATE_DECAPSULATE", request["EncapsulationAlgorithm"])
    return cast("EncapsulatingPair", key.key_spec.kind)
