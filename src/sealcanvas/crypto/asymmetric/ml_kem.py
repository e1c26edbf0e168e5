"""ML-KEM, shared secrets by lattices (FIPS 203); its private key is the 64-byte seed."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM1024PrivateKey

from sealcanvas.crypto.asymmetric.key_pair import (
    dump_private,
    dump_public,
    load_foreign_private,
    load_private,
    load_public,
)
from sealcanvas.crypto.errors import InvalidCiphertext
from sealcanvas.crypto.secret import Secret

_SETS: dict[int, type[MLKEM768PrivateKey | MLKEM1024PrivateKey]] = {768: MLKEM768PrivateKey, 1024: MLKEM1024PrivateKey}
_CIPHERTEXT_SIZES = {768: 1_088, 1024: 1_568}


@dataclass(frozen=True, slots=True)
class MlKemPair:
    """Key pairs of one parameter set.

    Attributes:
        parameters: 768 or 1024; the library that this stands on has no ML-KEM-512, see `ml_kem_512.py`.
    """

    parameters: int

    def generate(self) -> Secret:
        """A fresh private key."""
        return dump_private(_SETS[self.parameters].generate())

    def check(self, material: Secret) -> None:
        """Refuse a private key that is not of this parameter set.

        Raises:
            ValueError: it is not.
        """
        load_foreign_private(material, _SETS[self.parameters])

    def public_key(self, material: Secret) -> bytes:
        """The public key of a private key."""
        return dump_public(load_private(material).public_key())

    def encapsulate(self, public: bytes) -> tuple[Secret, bytes]:
        """A fresh shared secret of 32 bytes, and the ciphertext from which the private key recovers it."""
        secret, ciphertext = load_public(public).encapsulate()
        return Secret(secret), ciphertext

    def decapsulate(self, material: Secret, ciphertext: bytes) -> Secret:
        """The shared secret of a ciphertext; of one that was altered, another one (implicit rejection).

        Raises:
            InvalidCiphertext: its length is not that of this parameter set.
        """
        if len(ciphertext) != _CIPHERTEXT_SIZES[self.parameters]:
            raise InvalidCiphertext(f"an ML-KEM-{self.parameters} ciphertext has another length")
        return Secret(load_private(material).decapsulate(ciphertext))
