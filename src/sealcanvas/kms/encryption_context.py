"""The encryption context of a request: bounded, and shown to policies as condition keys."""

import json
from typing import Any

from sealcanvas.kms.grants import ENCRYPTION_CONTEXT
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_specs import SYMMETRIC
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ValidationException

MAXIMUM_BYTES = 8192


def encryption_context(request: dict[str, Any], member: str = "EncryptionContext") -> dict[str, str]:
    """The encryption context in `member`; {} where there is none, which is the same.

    Raises:
        ValidationException: it is longer than 8 KB as JSON, or not Unicode.
    """
    context: dict[str, str] = request.get(member) or {}
    if context:
        try:
            size = len(json.dumps(context, ensure_ascii=False, separators=(",", ":")).encode())
        except UnicodeEncodeError:
            raise ValidationException("The encryption context is not valid Unicode.") from None
        if size > MAXIMUM_BYTES:
            raise ValidationException(f"The encryption context is longer than {MAXIMUM_BYTES} bytes.")
    return context


def context_conditions(context: dict[str, str]) -> dict[str, str | tuple[str, ...]]:
    """The condition keys of an encryption context; `kms:EncryptionContextKeys` follows from them in `access`."""
    return {f"{ENCRYPTION_CONTEXT}{name}": value for name, value in context.items()}


def symmetric_conditions(context: dict[str, str]) -> dict[str, str | tuple[str, ...]]:
    """The condition keys of whatever is done under a symmetric key with an encryption context."""
    return {"kms:EncryptionAlgorithm": SYMMETRIC, **context_conditions(context)}


def data_key_conditions(call: Call, key: Key, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:  # noqa: ARG001 - the seam's signature
    """The condition keys of a data key operation."""
    return symmetric_conditions(encryption_context(request))


def with_algorithm(call: Call, key: Key, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:  # noqa: ARG001 - the seam's signature
    """The condition keys of Encrypt and Decrypt."""
    algorithm = request.get("EncryptionAlgorithm") or SYMMETRIC
    return {"kms:EncryptionAlgorithm": algorithm, **context_conditions(encryption_context(request))}
