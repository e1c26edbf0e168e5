"""Decrypt: opens a ciphertext blob, which names its key itself, or an RSA ciphertext, which does not."""

from typing import Any

from sealcanvas.kms.ciphertext import authorize_ciphertext, key_of_ciphertext, require_blob, require_key_of_blob
from sealcanvas.kms.encryption import decrypt_under
from sealcanvas.kms.encryption_context import encryption_context, with_algorithm
from sealcanvas.kms.errors import DryRunOperationException
from sealcanvas.kms.grant_tokens import check_tokens
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_specs import SYMMETRIC
from sealcanvas.kms.recipient import refuse_recipient
from sealcanvas.kms.service import kms
from sealcanvas.kms.state import require_enabled
from sealcanvas.kms.usage import require_encryption
from sealcanvas.service.call import Call


def _key(call: Call, request: dict[str, Any]) -> Key:
    return key_of_ciphertext(call, require_blob(request), request.get("KeyId"), "kms:Decrypt")


@kms.operation("Decrypt", action=None, resource=_key, atomic=False, prompt=True)
def decrypt(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Return the plaintext of `CiphertextBlob` if key and encryption context are those it was made with."""
    authorize_ciphertext(call, key, "kms:Decrypt", with_algorithm(call, key, request), request.get("KeyId"))
    refuse_recipient(request)
    check_tokens(call.instance, request)
    blob, algorithm = require_blob(request), request.get("EncryptionAlgorithm") or SYMMETRIC
    context = encryption_context(request)
    if blob is not None and algorithm == SYMMETRIC:
        require_key_of_blob(key, blob)
    require_enabled(key)
    require_encryption(key, "Decrypt", algorithm, context)
    if blob is None:
        raise DryRunOperationException
    opened = decrypt_under(call, key, algorithm, blob, context)
    if request.get("DryRun"):
        raise DryRunOperationException
    answer = {"KeyId": key.arn, "Plaintext": opened.data, "EncryptionAlgorithm": algorithm}
    return {**answer, "KeyMaterialId": opened.material_id} if opened.material_id else answer
