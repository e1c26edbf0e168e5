"""How a customer's key material travels to us: under an RSA wrapping key of ours, made for the purpose.

Algorithms by their names in AWS KMS: RSAES_OAEP_SHA_1 and _256 (RFC 8017, 7.1; MGF1 with the same hash, empty label);
RSA_AES_KEY_WRAP_SHA_1 and _256, a 256-bit AES key by OAEP followed by the material by AES key wrap with padding
(RFC 5649), as PKCS #11's CKM_RSA_AES_KEY_WRAP.
"""

from collections.abc import Mapping

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap_with_padding

from sealcanvas.crypto.errors import InvalidCiphertext
from sealcanvas.crypto.secret import Secret

WRAPPING_KEY_BITS: Mapping[str, int] = {"RSA_2048": 2048, "RSA_3072": 3072, "RSA_4096": 4096}
"""The bits of each wrapping key spec."""

_HASHES: Mapping[str, type[hashes.SHA1] | type[hashes.SHA256]] = {
    "RSAES_OAEP_SHA_1": hashes.SHA1,
    "RSAES_OAEP_SHA_256": hashes.SHA256,
    "RSA_AES_KEY_WRAP_SHA_1": hashes.SHA1,
    "RSA_AES_KEY_WRAP_SHA_256": hashes.SHA256,
}
_AES_KEY = 32
_EXPONENT = 65_537


def new_wrapping_key(spec: str) -> tuple[Secret, bytes]:
    """Make a wrapping key.

    Args:
        spec: "RSA_2048", "RSA_3072" or "RSA_4096".

    Returns:
        The private key (PKCS #8, DER), and the public one (SubjectPublicKeyInfo, DER).

    Raises:
        KeyError: no such spec.
    """
    key = rsa.generate_private_key(_EXPONENT, WRAPPING_KEY_BITS[spec])
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return Secret(private), public


def unwrap_import(private: Secret, algorithm: str, wrapped: bytes) -> Secret:
    """The key material that was wrapped under a wrapping key's public half.

    Args:
        private: from `new_wrapping_key`.
        algorithm: one of the four above.

    Raises:
        InvalidCiphertext: it does not unwrap, or to nothing; where it fails is not told.
        KeyError: no such algorithm.
    """
    key = serialization.load_der_private_key(private.reveal(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("a wrapping key is an RSA key")
    algorithm_hash = _HASHES[algorithm]()
    oaep = padding.OAEP(padding.MGF1(algorithm_hash), algorithm_hash, None)
    size = key.key_size // 8
    hybrid = algorithm.startswith("RSA_AES_KEY_WRAP")
    try:
        opened = key.decrypt(wrapped[:size], oaep)
        if not hybrid:
            return _material(opened if len(wrapped) == size else b"")
        return _material(aes_key_unwrap_with_padding(opened, wrapped[size:]) if len(opened) == _AES_KEY else b"")
    except (ValueError, InvalidUnwrap):
        raise InvalidCiphertext("the wrapped key material does not open") from None


def _material(opened: bytes) -> Secret:
    if not opened:
        raise ValueError("no key material")
    return Secret(opened)
