"""GenerateDataKeyPair and GenerateDataKeyPairWithoutPlaintext: a fresh key pair, its private key sealed under a key."""

from typing import Any, cast

from sealcanvas.crypto.asymmetric.key_pair import KeyPair
from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.encryption_context import data_key_conditions, encryption_context
from sealcanvas.kms.errors import DryRunOperationException, UnsupportedOperationException
from sealcanvas.kms.generation import generate_in_turn
from sealcanvas.kms.grant_tokens import check_tokens
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.key_specs import KEY_SPECS, NOT_MADE
from sealcanvas.kms.recipient import refuse_recipient
from sealcanvas.kms.state import require_enabled
from sealcanvas.kms.usage import require_data_keys
from sealcanvas.kms.vault import seal
from sealcanvas.service.call import Call


def _conditions(call: Call, key: Key, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:
    return {"kms:DataKeyPairSpec": request["KeyPairSpec"], **data_key_conditions(call, key, request)}


@key_operation("GenerateDataKeyPair", conditions=_conditions, aliases=True, atomic=False)
def generate_data_key_pair(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Return a fresh key pair: its private key (PKCS #8, DER) in the clear, and sealed under key and context."""
    private, answer = _generate(call, key, request, "GenerateDataKeyPair")
    return {**answer, "PrivateKeyPlaintext": private.reveal()}


@key_operation("GenerateDataKeyPairWithoutPlaintext", conditions=_conditions, aliases=True, atomic=False)
def generate_data_key_pair_without_plaintext(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Return a fresh key pair, the private key sealed only."""
    return _generate(call, key, request, "GenerateDataKeyPairWithoutPlaintext")[1]


def _generate(call: Call, key: Key, request: dict[str, Any], operation: str) -> tuple[Secret, dict[str, Any]]:
    spec: str = request["KeyPairSpec"]
    refuse_recipient(request)
    if spec in NOT_MADE:
        raise UnsupportedOperationException(
            f"KeyPairSpec {spec} is not supported by this key service: {NOT_MADE[spec]}."
        )
    check_tokens(call.instance, request)
    require_enabled(key)
    require_data_keys(key, operation)
    if key.origin not in ("AWS_KMS", "EXTERNAL"):
        # API reference, GenerateDataKeyPair: no key in a custom key store.
        raise UnsupportedOperationException(f"{key.arn} origin is {key.origin} which is not valid for this operation.")
    if request.get("DryRun"):
        raise DryRunOperationException
    pair = cast("KeyPair", KEY_SPECS[spec].kind)
    private = generate_in_turn(call, spec)
    blob, material_id = seal(call, key, private.reveal(), encryption_context(request))
    return private, {
        "KeyId": key.arn,
        "KeyPairSpec": spec,
        "PublicKey": pair.public_key(private),
        "PrivateKeyCiphertextBlob": blob,
        "KeyMaterialId": material_id,
    }
