"""The message of Sign and Verify: which MessageType goes with which algorithm, and what policies see of it."""

from typing import Any, cast

from sealcanvas.crypto.asymmetric.key_pair import SigningPair
from sealcanvas.kms.key import Key
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ValidationException

_NAMES = {"DIGEST": "Digest", "EXTERNAL_MU": "External Mu"}


def message_type(request: dict[str, Any]) -> str:
    """`MessageType`; RAW where the request has none."""
    return request.get("MessageType") or "RAW"


def signing_conditions(call: Call, key: Key, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:  # noqa: ARG001 - the seam's signature
    """The condition keys of Sign and Verify."""
    return {"kms:SigningAlgorithm": request["SigningAlgorithm"], "kms:MessageType": message_type(request)}


def signing_pair(key: Key) -> SigningPair:
    """How a key signs; its usage is SIGN_VERIFY."""
    return cast("SigningPair", key.key_spec.kind)


def require_message(key: Key, request: dict[str, Any]) -> None:
    """Refuse a message that the algorithm, one of the key's, does not sign.

    Raises:
        ValidationException: a message type that it does not take, or a length that is not that of the type.
    """
    algorithm, kind, pair = request["SigningAlgorithm"], message_type(request), signing_pair(key)
    size = pair.message_types(algorithm).get(kind)
    if size is None:
        by_another = any(kind in pair.message_types(other) for other in key.algorithms)
        unfit = f"algorithm {algorithm}" if by_another else f"key spec {key.spec}"
        raise ValidationException(f"Message type {kind} is incompatible with {unfit}.")
    if size and len(request["Message"]) != size:
        raise ValidationException(f"{_NAMES[kind]} is invalid length for algorithm {algorithm}.")
