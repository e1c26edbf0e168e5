"""Whether a key, and an algorithm, fit an operation."""

from collections.abc import Mapping

from sealcanvas.kms.errors import InvalidKeyUsageException, UnsupportedOperationException
from sealcanvas.kms.key import Key
from sealcanvas.service.errors import ValidationException


def require_usage(key: Key, operation: str, usage: str, algorithm: str) -> None:
    """For operations that a request names an algorithm for.

    Args:
        usage: the key usage that the operation is for ("SIGN_VERIFY").

    Raises:
        InvalidKeyUsageException: the key is for something else, or `algorithm` is not the key's.
    """
    if key.usage != usage:
        raise InvalidKeyUsageException(f"{key.arn} key usage is {key.usage} which is not valid for {operation}.")
    if algorithm not in key.algorithms:
        raise InvalidKeyUsageException(f"Algorithm {algorithm} is incompatible with key spec {key.spec}.")


def require_encryption(key: Key, operation: str, algorithm: str, encryption_context: Mapping[str, str]) -> None:
    """For operations that encrypt or decrypt.

    Raises:
        InvalidKeyUsageException: as `require_usage`.
        ValidationException: an encryption context, where the key is a pair, whose ciphertexts have no place for one.
    """
    require_usage(key, operation, "ENCRYPT_DECRYPT", algorithm)
    if encryption_context and not key.key_spec.symmetric:
        raise ValidationException("EncryptionContext is not supported when encrypting/decrypting with asymmetric CMKs.")


def require_data_keys(key: Key, operation: str) -> None:
    """For operations that seal a fresh data key under a key.

    Raises:
        InvalidKeyUsageException: it is no symmetric encryption key.
    """
    if key.usage != "ENCRYPT_DECRYPT":
        raise InvalidKeyUsageException(f"{key.arn} key usage is {key.usage} which is not valid for {operation}.")
    if not key.key_spec.symmetric:
        raise InvalidKeyUsageException(f"{key.arn} key spec is {key.spec} which is not valid for {operation}.")


def require_rotatable(key: Key) -> None:
    """For operations on the rotation of key material.

    Raises:
        UnsupportedOperationException: the key is not symmetric, or its material is neither made nor imported here.
    """
    if not key.key_spec.symmetric:
        raise UnsupportedOperationException(f"{key.arn} key spec is {key.spec} which is not valid for this operation.")
    if key.origin not in ("AWS_KMS", "EXTERNAL"):
        raise UnsupportedOperationException(f"{key.arn} origin is {key.origin} which is not valid for this operation.")
