"""Decrypt: opens a ciphertext blob, which names its key itself."""

from typing import Any

from sealcanvas.kms.ciphertext import authorize_ciphertext, key_of_ciphertext, require_blob, require_key_of_blob
from sealcanvas.kms.encryption_context import encryption_context, with_algorithm
from sealcanvas.kms.errors import DryRunOperationException
from sealcanvas.kms.grant_tokens import check_tokens
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_specs import SYMMETRIC
from sealcanvas.kms.recipient import refuse_recipient
from sealcanvas.kms.service import kms
from sealcanvas.kms.state import require_enabled
from sealcanvas.kms.usage import require_encryption
from sealcanvas.kms.vault import open_blob
from sealcanvas.service.call import Call


def _key(call: Call, request: dict[str, Any]) -> Key:
    return key_of_ciphertext(call, require_blob(request), request.get("KeyId"), "kms:Decrypt")


@kms.operation("Decrypt", action=None, resource=_key, atomic=False, prompt=True)
def decrypt(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Return the plaintext of `CiphertextBlob` if key and encryption context are those it was made with."""
    authorize_ciphertext(call, key, "kms:Decrypt", with_algorithm(call, key, request), request.get("KeyId"))
    refuse_recipient(request)
    check_tokens(call.instance, request)
    blob = require_blob(request)
    if blob is not None:
        require_key_of_blob(key, blob)
    require_enabled(key)
    require_encryption(key, "Decrypt", request.get("EncryptionAlgorithm"))
    if blob is None:
        raise DryRunOperationException
    plaintext, material_id = open_blob(call.instance, blob, encryption_context(request))
    if request.get("DryRun"):
        raise DryRunOperationException
    return {
        "KeyId": key.arn,
        "Plaintext": plaintext,
        "EncryptionAlgorithm": SYMMETRIC,
        "KeyMaterialId": material_id,
    }
