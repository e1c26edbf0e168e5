"""Encrypt: up to 4,096 bytes under a key."""

from typing import Any

from sealcanvas.kms.encryption_context import encryption_context, with_algorithm
from sealcanvas.kms.errors import DryRunOperationException
from sealcanvas.kms.grant_tokens import check_tokens
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.key_specs import SYMMETRIC
from sealcanvas.kms.state import require_enabled
from sealcanvas.kms.usage import require_encryption
from sealcanvas.kms.vault import seal
from sealcanvas.service.call import Call


@key_operation("Encrypt", conditions=with_algorithm, aliases=True, atomic=False, prompt=True)
def encrypt(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Seal `Plaintext` (1 to 4,096 bytes) under the key, bound to the encryption context."""
    check_tokens(call.instance, request)
    require_enabled(key)
    require_encryption(key, "Encrypt", request.get("EncryptionAlgorithm"))
    if request.get("DryRun"):
        raise DryRunOperationException
    blob, _ = seal(call.instance, key, request["Plaintext"], encryption_context(request))
    return {"CiphertextBlob": blob, "KeyId": key.arn, "EncryptionAlgorithm": SYMMETRIC}
