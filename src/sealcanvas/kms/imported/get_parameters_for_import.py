"""GetParametersForImport: a wrapping key for one import, and the token that goes with it."""

from typing import Any

from sealcanvas.crypto.import_wrapping import WRAPPING_KEYS
from sealcanvas.kms.imported.import_token import VALID_FOR, ImportToken, seal_token
from sealcanvas.kms.imported.origin import require_external
from sealcanvas.kms.imported.wrapping import require_wrapping
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.state import require_kept
from sealcanvas.service.call import Call


def _conditions(call: Call, key: Key, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:  # noqa: ARG001 - the seam's signature
    return {
        "kms:WrappingAlgorithm": request["WrappingAlgorithm"],
        "kms:WrappingKeySpec": request["WrappingKeySpec"],
    }


@key_operation("GetParametersForImport", conditions=_conditions, atomic=False)
def get_parameters_for_import(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Return a fresh public key to wrap key material with, and a token that is good for 24 hours; nothing is stored."""
    require_external(key)
    require_kept(key)
    algorithm, spec = request["WrappingAlgorithm"], request["WrappingKeySpec"]
    require_wrapping(key, algorithm, spec)
    private = WRAPPING_KEYS[spec].generate()
    expires_at = call.instance.clock().replace(microsecond=0) + VALID_FOR
    token = seal_token(call.instance, key.arn, ImportToken(expires_at, spec, algorithm, private))
    public = WRAPPING_KEYS[spec].public_key(private)
    return {"KeyId": key.arn, "ImportToken": token, "PublicKey": public, "ParametersValidTo": expires_at}
