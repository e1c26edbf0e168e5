"""GenerateDataKey and GenerateDataKeyWithoutPlaintext: a random data key, sealed under a key."""

from typing import Any

from sealcanvas.crypto.random import random_bytes
from sealcanvas.kms.encryption_context import data_key_conditions, encryption_context
from sealcanvas.kms.errors import DryRunOperationException
from sealcanvas.kms.grant_tokens import check_tokens
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.recipient import refuse_recipient
from sealcanvas.kms.state import require_enabled
from sealcanvas.kms.usage import require_data_keys
from sealcanvas.kms.vault import seal
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ValidationException

_SIZES = {"AES_128": 16, "AES_256": 32}


@key_operation("GenerateDataKey", conditions=data_key_conditions, aliases=True, atomic=False, prompt=True)
def generate_data_key(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Return a fresh data key twice: in the clear, and sealed under the key and the encryption context."""
    return _generate(call, key, request, "GenerateDataKey")


@key_operation(
    "GenerateDataKeyWithoutPlaintext", conditions=data_key_conditions, aliases=True, atomic=False, prompt=True
)
def generate_data_key_without_plaintext(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Return a fresh data key, sealed only."""
    answer = _generate(call, key, request, "GenerateDataKeyWithoutPlaintext")
    del answer["Plaintext"]
    return answer


def _generate(call: Call, key: Key, request: dict[str, Any], operation: str) -> dict[str, Any]:
    refuse_recipient(request)
    size = _size(request)
    check_tokens(call.instance, request)
    require_enabled(key)
    require_data_keys(key, operation)
    if request.get("DryRun"):
        raise DryRunOperationException
    data_key = random_bytes(size)
    blob, material_id = seal(call, key, data_key, encryption_context(request))
    return {"CiphertextBlob": blob, "Plaintext": data_key, "KeyId": key.arn, "KeyMaterialId": material_id}


def _size(request: dict[str, Any]) -> int:
    spec, number = request.get("KeySpec"), request.get("NumberOfBytes")
    if (spec is None) == (number is None):
        raise ValidationException("Please specify either number of bytes or key spec.")
    return _SIZES[spec] if spec is not None else int(number or 0)
