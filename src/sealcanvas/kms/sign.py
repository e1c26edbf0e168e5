"""Sign: a digital signature by the private key of a pair."""

from typing import Any

from sealcanvas.kms.errors import DryRunOperationException
from sealcanvas.kms.grant_tokens import check_tokens
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.signed_message import message_type, require_message, signing_conditions, signing_pair
from sealcanvas.kms.state import require_enabled
from sealcanvas.kms.usage import require_usage
from sealcanvas.kms.vault import current_material
from sealcanvas.service.call import Call


@key_operation("Sign", conditions=signing_conditions, aliases=True, atomic=False)
def sign(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Sign `Message` (1 to 4,096 bytes), or what stands for it, with a key of usage SIGN_VERIFY."""
    algorithm: str = request["SigningAlgorithm"]
    check_tokens(call.instance, request)
    require_enabled(key)
    require_usage(key, "Sign", "SIGN_VERIFY", algorithm)
    require_message(key, request)
    if request.get("DryRun"):
        raise DryRunOperationException
    private = current_material(call.instance, key).secret
    signature = signing_pair(key).sign(private, algorithm, request["Message"], message_type(request))
    return {"KeyId": key.arn, "Signature": signature, "SigningAlgorithm": algorithm}
