"""Encrypt: up to 4,096 bytes under a symmetric key, less under an RSA key."""

from typing import Any

from sealcanvas.kms.encryption import encrypt_under, require_room
from sealcanvas.kms.encryption_context import encryption_context, with_algorithm
from sealcanvas.kms.errors import DryRunOperationException
from sealcanvas.kms.grant_tokens import check_tokens
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.key_specs import SYMMETRIC
from sealcanvas.kms.state import require_enabled
from sealcanvas.kms.usage import require_encryption
from sealcanvas.service.call import Call


@key_operation("Encrypt", conditions=with_algorithm, aliases=True, atomic=False, prompt=True)
def encrypt(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Encrypt `Plaintext` (1 to 4,096 bytes) under the key; under a symmetric key bound to the encryption context."""
    algorithm, context = request.get("EncryptionAlgorithm") or SYMMETRIC, encryption_context(request)
    check_tokens(call.instance, request)
    require_enabled(key)
    require_encryption(key, "Encrypt", algorithm, context)
    require_room(key, algorithm, request["Plaintext"])
    if request.get("DryRun"):
        raise DryRunOperationException
    blob = encrypt_under(call, key, algorithm, request["Plaintext"], context).data
    return {"CiphertextBlob": blob, "KeyId": key.arn, "EncryptionAlgorithm": algorithm}
