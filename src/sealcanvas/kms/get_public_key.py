"""GetPublicKey: the public half of a key pair, with what it may be used for."""

from typing import Any, cast

from sealcanvas.crypto.asymmetric.key_pair import KeyPair
from sealcanvas.kms.errors import UnsupportedOperationException
from sealcanvas.kms.grant_tokens import check_tokens
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.key_specs import ALGORITHM_MEMBERS
from sealcanvas.kms.state import require_enabled
from sealcanvas.kms.vault import current_material
from sealcanvas.service.call import Call


@key_operation("GetPublicKey", aliases=True, atomic=False)
def get_public_key(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Return the public key as SubjectPublicKeyInfo (RFC 5280, DER)."""
    check_tokens(call.instance, request)
    require_enabled(key)
    if not key.key_spec.pair:
        raise UnsupportedOperationException(f"{key.arn} key spec is {key.spec} which is not valid for GetPublicKey.")
    pair = cast("KeyPair", key.key_spec.kind)
    return {
        "KeyId": key.arn,
        "PublicKey": pair.public_key(current_material(call.instance, key).secret),
        "CustomerMasterKeySpec": key.spec,
        "KeySpec": key.spec,
        "KeyUsage": key.usage,
        ALGORITHM_MEMBERS[key.usage]: list(key.algorithms),
    }
