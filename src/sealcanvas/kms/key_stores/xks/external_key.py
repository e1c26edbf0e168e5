"""GetKeyMetadata, Encrypt and Decrypt with one external key."""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from sealcanvas.crypto.digest import constant_time_equal
from sealcanvas.crypto.kms_blob_twice import Outer
from sealcanvas.kms.key_stores.errors import XksKeyInvalidConfigurationException
from sealcanvas.kms.key_stores.xks.failure import Cause, XksFailed
from sealcanvas.kms.key_stores.xks.proxy import ProxyAddress, ask
from sealcanvas.service.instance import Instance

_MOST_USAGES = 10
_LONGEST_TOLD = 64


def require_usable(instance: Instance, address: ProxyAddress, key_id: str, metadata: Mapping[str, str]) -> None:
    """Refuse an external key that is not an enabled AES-256 key for encryption and decryption.

    Raises:
        XksKeyInvalidConfigurationException: it is not.
        XksFailed: the proxy does not tell.
    """
    answer = ask(instance, address, f"/keys/{key_id}/metadata", {"requestMetadata": metadata})
    spec, usage, status = (answer.get(name) for name in ("keySpec", "keyUsage", "keyStatus"))
    sound = isinstance(usage, list) and len(usage) <= _MOST_USAGES and all(isinstance(each, str) for each in usage)
    if not (sound and isinstance(spec, str) and isinstance(status, str) and isinstance(usage, list)):
        raise XksFailed(Cause.NOT_UNDERSTOOD)
    # Developer Guide, "CreateKey errors for the external key".
    if spec != "AES_256":
        raise XksKeyInvalidConfigurationException(
            "The key spec of the external key must be AES_256. "
            f"The key spec of specified external key is {_told(spec)}."
        )
    if status != "ENABLED":
        raise XksKeyInvalidConfigurationException(
            f"The status of the external key must be ENABLED. The status of specified external key is {_told(status)}."
        )
    if not {"ENCRYPT", "DECRYPT"} <= set(usage):
        raise XksKeyInvalidConfigurationException(
            "The key usage of the external key must include ENCRYPT and DECRYPT. "
            f"The key usage of specified external key is {_told(','.join(usage))}."
        )


def encrypt(
    instance: Instance, address: ProxyAddress, key_id: str, metadata: Mapping[str, str], inner: bytes, data: bytes
) -> Outer:
    """Encrypt the inner layer.

    Args:
        data: additional authenticated data.

    Raises:
        XksFailed: the proxy does not, or what it answers is not whole.
    """
    request = {
        "requestMetadata": metadata,
        "additionalAuthenticatedData": b64encode(data).decode(),
        "plaintext": b64encode(inner).decode(),
        "encryptionAlgorithm": "AES_GCM",
        "ciphertextDataIntegrityValueAlgorithm": "SHA_256",
    }
    answer = ask(instance, address, f"/keys/{key_id}/encrypt", request)
    extra = _bytes(answer, "ciphertextMetadata") if "ciphertextMetadata" in answer else b""
    vector, ciphertext, tag, told = (
        _bytes(answer, name)
        for name in ("initializationVector", "ciphertext", "authenticationTag", "ciphertextDataIntegrityValue")
    )
    if not constant_time_equal(told, integrity_value(data, extra, vector, ciphertext, tag)):
        raise XksFailed(Cause.NOT_UNDERSTOOD)
    try:
        outer = Outer(vector, tag, extra, ciphertext)
    except ValueError:
        raise XksFailed(Cause.NOT_UNDERSTOOD) from None
    if len(ciphertext) != len(inner) or ciphertext == inner:
        raise XksFailed(Cause.NOT_UNDERSTOOD)
    return outer


def integrity_value(*parts: bytes) -> bytes:
    """The ciphertext data integrity value: what comes back must be what the proxy tried to decrypt.

    Args:
        parts: associated data, ciphertext metadata, initialization vector, ciphertext, tag (specification, appendix C).
    """
    return hashlib.sha256(b"".join(parts)).digest()


def decrypt(
    instance: Instance, address: ProxyAddress, key_id: str, metadata: Mapping[str, str], outer: Outer, data: bytes
) -> bytes:
    """The inner layer.

    Raises:
        XksFailed: the proxy does not decrypt it, or answers something else.
    """
    request = {
        "requestMetadata": metadata,
        "additionalAuthenticatedData": b64encode(data).decode(),
        "ciphertext": b64encode(outer.ciphertext).decode(),
        "encryptionAlgorithm": "AES_GCM",
        "initializationVector": b64encode(outer.initialization_vector).decode(),
        "authenticationTag": b64encode(outer.tag).decode(),
    }
    if outer.metadata:
        request["ciphertextMetadata"] = b64encode(outer.metadata).decode()
    inner = _bytes(ask(instance, address, f"/keys/{key_id}/decrypt", request), "plaintext")
    if len(inner) != len(outer.ciphertext):
        raise XksFailed(Cause.NOT_UNDERSTOOD)
    return inner


def _bytes(answer: Mapping[str, Any], name: str) -> bytes:
    try:
        return b64decode(answer[name], validate=True)
    except (KeyError, TypeError, ValueError):
        raise XksFailed(Cause.NOT_UNDERSTOOD) from None


def _told(text: str) -> str:
    """A proxy's word as it may stand in an error: short, and printable ASCII."""
    return "".join(c if c.isascii() and c.isprintable() else "?" for c in text[:_LONGEST_TOLD])
