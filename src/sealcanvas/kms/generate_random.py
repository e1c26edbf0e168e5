"""GenerateRandom: random bytes, under no key."""

from typing import Any

from sealcanvas.crypto.random import random_bytes
from sealcanvas.kms.key_stores.generate_random_within import random_within
from sealcanvas.kms.recipient import refuse_recipient
from sealcanvas.kms.service import kms
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ValidationException


@kms.operation("GenerateRandom", atomic=False, prompt=True)
def generate_random(call: Call, request: dict[str, Any]) -> dict[str, Any]:
    """Return 1 to 1,024 bytes of the operating system's randomness, or of a cluster's."""
    refuse_recipient(request)
    if "NumberOfBytes" not in request:
        raise ValidationException("NumberOfBytes is required.")
    if store_id := request.get("CustomKeyStoreId"):
        return {"Plaintext": random_within(call, store_id, request["NumberOfBytes"])}
    return {"Plaintext": random_bytes(request["NumberOfBytes"])}
