"""Nitro enclaves and NitroTPM: this key service has no attestation to check, and says so."""

from typing import Any

from sealcanvas.service.errors import ValidationException


def refuse_recipient(request: dict[str, Any]) -> None:
    """Refuse a request that wants its answer for an attested enclave alone.

    Raises:
        ValidationException: `Recipient` is given.
    """
    if request.get("Recipient"):
        raise ValidationException("Recipient is not supported: this key service cannot verify attestation documents.")
