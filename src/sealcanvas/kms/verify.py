"""Verify: whether a signature is one that the key made."""

from typing import Any

from sealcanvas.crypto.errors import WrongSignature
from sealcanvas.kms.errors import DryRunOperationException, KMSInvalidSignatureException
from sealcanvas.kms.grant_tokens import check_tokens
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.signed_message import message_type, require_message, signing_conditions, signing_pair
from sealcanvas.kms.state import require_enabled
from sealcanvas.kms.usage import require_usage
from sealcanvas.kms.vault import current_material
from sealcanvas.service.call import Call


@key_operation("Verify", conditions=signing_conditions, aliases=True, atomic=False)
def verify(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Answer only if `Signature` is one of `Message` under the key and the algorithm."""
    algorithm: str = request["SigningAlgorithm"]
    check_tokens(call.instance, request)
    require_enabled(key)
    require_usage(key, "Verify", "SIGN_VERIFY", algorithm)
    require_message(key, request)
    pair = signing_pair(key)
    public = pair.public_key(current_material(call.instance, key).secret)
    try:
        pair.verify(public, algorithm, request["Message"], message_type(request), request["Signature"])
    except WrongSignature:
        raise KMSInvalidSignatureException from None
    if request.get("DryRun"):
        raise DryRunOperationException
    return {"KeyId": key.arn, "SignatureValid": True, "SigningAlgorithm": algorithm}
