"""What was unwrapped must be key material of the key's spec."""

from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.errors import InvalidCiphertextException
from sealcanvas.kms.key import Key

_SYMMETRIC_BYTES = 32


def accept(key: Key, unwrapped: Secret) -> Secret:  # noqa: ARG001 - key specs that follow
    """The key material as it is stored.

    Raises:
        InvalidCiphertextException: it is no material of the key's spec.
    """
    if len(unwrapped) != _SYMMETRIC_BYTES:
        raise InvalidCiphertextException
    return unwrapped
