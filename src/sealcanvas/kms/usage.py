"""Whether a key, and an algorithm, fit an operation."""

from sealcanvas.kms.errors import InvalidKeyUsageException, UnsupportedOperationException
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_specs import SYMMETRIC


def require_encryption(key: Key, operation: str, algorithm: str | None = None) -> None:
    """For operations that encrypt or decrypt under a symmetric key.

    Raises:
        InvalidKeyUsageException: the key is for something else, or `algorithm` is not the key's.
    """
    if key.usage != "ENCRYPT_DECRYPT":
        raise InvalidKeyUsageException(f"{key.arn} key usage is {key.usage} which is not valid for {operation}.")
    if not key.key_spec.symmetric or algorithm not in (None, SYMMETRIC):
        algorithm = algorithm or SYMMETRIC
        raise InvalidKeyUsageException(f"Algorithm {algorithm} is incompatible with key spec {key.spec}.")


def require_rotatable(key: Key) -> None:
    """For operations on the rotation of key material.

    Raises:
        UnsupportedOperationException: the key is not symmetric, or its material was not made here.
    """
    if not key.key_spec.symmetric or key.origin != "AWS_KMS":
        raise UnsupportedOperationException(
            f"{key.arn} cannot rotate: its key spec is {key.spec} and its origin {key.origin}. "
            f"Only {SYMMETRIC} keys of origin AWS_KMS rotate."
        )
