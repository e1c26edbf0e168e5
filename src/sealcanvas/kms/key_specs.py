"""The one table of key specs: what each is for, by which algorithms, and how its key material is made.

Developer Guide, "Key spec reference". Everything that depends on a key's spec reads it here: a further spec is a
further row. The names of usages and algorithms are the service model's.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sealcanvas.crypto.asymmetric.edwards import PREHASHED, Ed25519Pair
from sealcanvas.crypto.asymmetric.elliptic import EllipticPair
from sealcanvas.crypto.asymmetric.key_pair import KeyPair
from sealcanvas.crypto.asymmetric.ml_dsa import MlDsaPair
from sealcanvas.crypto.asymmetric.ml_kem import MlKemPair
from sealcanvas.crypto.asymmetric.ml_kem_512 import MlKem512Pair
from sealcanvas.crypto.asymmetric.rsa import RsaPair
from sealcanvas.crypto.symmetric_key import HmacKey, SymmetricKey

SYMMETRIC = "SYMMETRIC_DEFAULT"

ALGORITHM_MEMBERS = {
    "ENCRYPT_DECRYPT": "EncryptionAlgorithms",
    "SIGN_VERIFY": "SigningAlgorithms",
    "GENERATE_VERIFY_MAC": "MacAlgorithms",
    "KEY_AGREEMENT": "KeyAgreementAlgorithms",
    "ENCAPSULATE_DECAPSULATE": "EncapsulationAlgorithms",
}
"""The member of KeyMetadata that lists the algorithms of each key usage."""

ALGORITHM_CONDITIONS = {
    "ENCRYPT_DECRYPT": "kms:EncryptionAlgorithm",
    "SIGN_VERIFY": "kms:SigningAlgorithm",
    "GENERATE_VERIFY_MAC": "kms:MacAlgorithm",
    "KEY_AGREEMENT": "kms:KeyAgreementAlgorithm",
    "ENCAPSULATE_DECAPSULATE": "kms:EncapsulationAlgorithm",
}
"""The condition key in which policies see the algorithm that a request names, by key usage."""


@dataclass(frozen=True, slots=True)
class KeySpec:
    """One row.

    Attributes:
        kind: makes key material, checks it, and uses it.
        algorithms: by key usage, those that the key has.
    """

    name: str
    kind: SymmetricKey | KeyPair
    algorithms: Mapping[str, tuple[str, ...]]

    @property
    def symmetric(self) -> bool:
        """Whether it is for symmetric encryption: what rotates, and what data keys are sealed under."""
        return self.name == SYMMETRIC

    @property
    def slow(self) -> bool:
        """Whether making its key material takes long."""
        return isinstance(self.kind, RsaPair)

    @property
    def pair(self) -> bool:
        """Whether its keys are pairs, with a public key to give away."""
        return not isinstance(self.kind, SymmetricKey)


_OAEP = ("RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256")
_RSA_SIGNATURES = tuple(
    f"RSASSA_{scheme}_SHA_{bits}" for scheme in ("PKCS1_V1_5", "PSS") for bits in ("256", "384", "512")
)
_MAXIMUM_HMAC_KEY = 128  # imported ones may be longer than what is made here


def _rsa(bits: int) -> KeySpec:
    return KeySpec(f"RSA_{bits}", RsaPair(bits), {"ENCRYPT_DECRYPT": _OAEP, "SIGN_VERIFY": _RSA_SIGNATURES})


def _nist(bits: int, digest: int) -> KeySpec:
    algorithms = {"SIGN_VERIFY": (f"ECDSA_SHA_{digest}",), "KEY_AGREEMENT": ("ECDH",)}
    return KeySpec(f"ECC_NIST_P{bits}", EllipticPair(f"secp{bits}r1"), algorithms)


def _hmac(bits: int) -> KeySpec:
    kind = HmacKey(range(bits // 8, _MAXIMUM_HMAC_KEY + 1), f"sha{bits}")
    return KeySpec(f"HMAC_{bits}", kind, {"GENERATE_VERIFY_MAC": (f"HMAC_SHA_{bits}",)})


def _ml_dsa(parameters: int) -> KeySpec:
    return KeySpec(f"ML_DSA_{parameters}", MlDsaPair(parameters), {"SIGN_VERIFY": ("ML_DSA_SHAKE_256",)})


def _ml_kem(parameters: int) -> KeySpec:
    kind = MlKem512Pair() if parameters == 512 else MlKemPair(parameters)
    return KeySpec(f"ML_KEM_{parameters}", kind, {"ENCAPSULATE_DECAPSULATE": ("ML_KEM",)})


KEY_SPECS: dict[str, KeySpec] = {
    spec.name: spec
    for spec in (
        KeySpec(SYMMETRIC, SymmetricKey(range(32, 33)), {"ENCRYPT_DECRYPT": (SYMMETRIC,)}),
        *map(_rsa, (2048, 3072, 4096)),
        _nist(256, 256),
        _nist(384, 384),
        _nist(521, 512),
        KeySpec("ECC_SECG_P256K1", EllipticPair("secp256k1"), {"SIGN_VERIFY": ("ECDSA_SHA_256",)}),
        KeySpec("ECC_NIST_EDWARDS25519", Ed25519Pair(), {"SIGN_VERIFY": ("ED25519_SHA_512", PREHASHED)}),
        *map(_hmac, (224, 256, 384, 512)),
        *map(_ml_dsa, (44, 65, 87)),
        *map(_ml_kem, (512, 768, 1024)),
    )
}

NOT_MADE = {"SM2": "SM2 keys are for AWS's China Regions only"}
"""Key specs of the service model that are refused by name, and why."""
