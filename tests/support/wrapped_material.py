"""A customer who wraps key material for import: with what GetParametersForImport gave him, and nothing of ours."""

import os

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.keywrap import aes_key_wrap_with_padding

OAEP_SHA_256 = "RSAES_OAEP_SHA_256"
DIRECT = ("RSAES_OAEP_SHA_1", OAEP_SHA_256)
HYBRID = ("RSA_AES_KEY_WRAP_SHA_1", "RSA_AES_KEY_WRAP_SHA_256")


def wrap_material(public: bytes, algorithm: str, material: bytes, aes_bytes: int = 32) -> bytes:
    """The `EncryptedKeyMaterial`.

    Args:
        public: `PublicKey` of GetParametersForImport.
        aes_bytes: of the key in between, for the hybrid algorithms; AWS takes 32.
    """
    key = serialization.load_der_public_key(public)
    assert isinstance(key, rsa.RSAPublicKey)
    digest = hashes.SHA1() if algorithm.endswith("_SHA_1") else hashes.SHA256()  # noqa: S303 - one of AWS's two
    oaep = padding.OAEP(padding.MGF1(digest), digest, None)
    if algorithm in DIRECT:
        return key.encrypt(material, oaep)
    between = os.urandom(aes_bytes)
    return key.encrypt(between, oaep) + aes_key_wrap_with_padding(between, material)


def private_key(spec: str) -> bytes:
    """A fresh private key of that key spec, PKCS #8 in DER."""
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
    if spec.startswith("RSA_"):
        key = rsa.generate_private_key(65537, int(spec[4:]))
    elif spec == "ECC_NIST_EDWARDS25519":
        key = ed25519.Ed25519PrivateKey.generate()
    else:
        curves: dict[str, ec.EllipticCurve] = {
            "ECC_NIST_P256": ec.SECP256R1(),
            "ECC_NIST_P384": ec.SECP384R1(),
            "ECC_NIST_P521": ec.SECP521R1(),
            "ECC_SECG_P256K1": ec.SECP256K1(),
        }
        key = ec.generate_private_key(curves[spec])
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
