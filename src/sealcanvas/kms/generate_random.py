"""GenerateRandom: random bytes, under no key."""

from typing import Any

from sealcanvas.crypto.random import random_bytes
from sealcanvas.kms.errors import UnsupportedOperationException
from sealcanvas.kms.recipient import refuse_recipient
from sealcanvas.kms.service import kms
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ValidationException


@kms.operation("GenerateRandom", atomic=False, prompt=True)
def generate_random(call: Call, request: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - the seam's signature
    """Return 1 to 1,024 bytes of the operating system's randomness."""
    refuse_recipient(request)
    if request.get("CustomKeyStoreId"):
        raise UnsupportedOperationException("Custom key stores are not supported.")
    if "NumberOfBytes" not in request:
        raise ValidationException("NumberOfBytes is required.")
    return {"Plaintext": random_bytes(request["NumberOfBytes"])}
