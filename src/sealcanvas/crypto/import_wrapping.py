"""How a customer's key material travels to us: under an RSA wrapping key of ours, made for the purpose.

Algorithms by their names in AWS KMS: RSAES_OAEP_SHA_1 and _256 (RFC 8017, 7.1; MGF1 with the same hash, empty label);
RSA_AES_KEY_WRAP_SHA_1 and _256, a 256-bit AES key by OAEP followed by the material by AES key wrap with padding
(RFC 5649), as PKCS #11's CKM_RSA_AES_KEY_WRAP.
"""

from collections.abc import Mapping

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap_with_padding

from sealcanvas.crypto.asymmetric.rsa import RsaPair
from sealcanvas.crypto.errors import InvalidCiphertext
from sealcanvas.crypto.secret import Secret

WRAPPING_KEYS: Mapping[str, RsaPair] = {f"RSA_{bits}": RsaPair(bits) for bits in (2048, 3072, 4096)}
"""The kinds of wrapping keys, by AWS's wrapping key specs."""

_HYBRID = "RSA_AES_KEY_WRAP_"
_AES_KEY = 32


def unwrap_import(wrapping_key: RsaPair, private: Secret, algorithm: str, wrapped: bytes) -> Secret:
    """The key material that was wrapped under a wrapping key's public half.

    Args:
        wrapping_key: one of `WRAPPING_KEYS`.
        private: what it generated.
        algorithm: one of the four above.

    Raises:
        InvalidCiphertext: it does not unwrap, or to nothing; where it fails is not told.
    """
    size = wrapping_key.bits // 8
    hybrid = algorithm.startswith(_HYBRID)
    opened = wrapping_key.decrypt(private, algorithm, wrapped[:size] if hybrid else wrapped)
    if hybrid:
        opened = _unwrap(opened, wrapped[size:])
    if not opened:
        raise InvalidCiphertext("the wrapped key material does not open")
    return Secret(opened)


def _unwrap(key: bytes, wrapped: bytes) -> bytes:
    if len(key) != _AES_KEY:
        return b""
    try:
        return aes_key_unwrap_with_padding(key, wrapped)
    except (InvalidUnwrap, ValueError):
        return b""
