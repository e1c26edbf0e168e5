"""DeriveSharedSecret: a raw secret that the owners of two key pairs on one curve share (ECDH)."""

from typing import Any, cast

from sealcanvas.crypto.asymmetric.elliptic import EllipticPair
from sealcanvas.kms.errors import DryRunOperationException
from sealcanvas.kms.grant_tokens import check_tokens
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.recipient import refuse_recipient
from sealcanvas.kms.state import require_enabled
from sealcanvas.kms.usage import require_usage
from sealcanvas.kms.vault import current_material
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ValidationException


def _conditions(call: Call, key: Key, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:  # noqa: ARG001 - the seam's signature
    return {"kms:KeyAgreementAlgorithm": request["KeyAgreementAlgorithm"]}


@key_operation("DeriveSharedSecret", conditions=_conditions, aliases=True, atomic=False)
def derive_shared_secret(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Return what the private key and the peer's `PublicKey` (SubjectPublicKeyInfo, DER) have in common."""
    algorithm: str = request["KeyAgreementAlgorithm"]
    refuse_recipient(request)
    check_tokens(call.instance, request)
    require_enabled(key)
    require_usage(key, "DeriveSharedSecret", "KEY_AGREEMENT", algorithm)
    pair = cast("EllipticPair", key.key_spec.kind)
    try:
        secret = pair.agree(current_material(call.instance, key).secret, request["PublicKey"])
    except ValueError:
        raise ValidationException(
            f"PublicKey is not a DER-encoded X.509 public key on the curve of key spec {key.spec}."
        ) from None
    if request.get("DryRun"):
        raise DryRunOperationException
    return {
        "KeyId": key.arn,
        "SharedSecret": secret.reveal(),
        "KeyAgreementAlgorithm": algorithm,
        "KeyOrigin": key.origin,
    }
