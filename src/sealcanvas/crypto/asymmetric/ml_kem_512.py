"""ML-KEM-512 key pairs, which `cryptography` lacks; the arithmetic is in `module_lattice.py`.

That is loaded at the first use of such a key: numpy is nothing that a server needs otherwise.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from sealcanvas.crypto.errors import InvalidCiphertext
from sealcanvas.crypto.random import random_bytes
from sealcanvas.crypto.secret import Secret

# PKCS #8 with the seed alone, and SubjectPublicKeyInfo, as for the other sets; NIST's name is 2.16.840.1.101.3.4.4.1.
_PRIVATE = bytes.fromhex("3054020100300b06096086480165030404010442") + b"\x80\x40"
_PUBLIC = bytes.fromhex("30820332300b06096086480165030404010382032100")
_SEED_SIZE = 64
_CIPHERTEXT_SIZE = 768


@dataclass(frozen=True, slots=True)
class MlKem512Pair:
    """Key pairs of ML-KEM-512."""

    def generate(self) -> Secret:
        """A fresh private key."""
        return Secret(_PRIVATE + random_bytes(_SEED_SIZE))

    def check(self, material: Secret) -> None:
        """Refuse what is no private key of this parameter set; every seed is one.

        Raises:
            ValueError: it is not.
        """
        if len(material) != len(_PRIVATE) + _SEED_SIZE or not material.reveal().startswith(_PRIVATE):
            raise ValueError("a private key of another kind")

    def public_key(self, material: Secret) -> bytes:
        """The public key of a private key."""
        lattice = _lattice()
        public: bytes = lattice.public_key(lattice.ML_KEM_512, _seed(material))
        return _PUBLIC + public

    def encapsulate(self, public: bytes) -> tuple[Secret, bytes]:
        """A fresh shared secret of 32 bytes, and the ciphertext from which the private key recovers it."""
        lattice = _lattice()
        message = random_bytes(lattice.SECRET_SIZE)
        secret, ciphertext = lattice.encapsulate(lattice.ML_KEM_512, public[len(_PUBLIC) :], message)
        return Secret(secret), ciphertext

    def decapsulate(self, material: Secret, ciphertext: bytes) -> Secret:
        """The shared secret of a ciphertext; of one that was altered, another one (implicit rejection).

        Raises:
            InvalidCiphertext: its length is not that of this parameter set.
        """
        lattice = _lattice()
        if len(ciphertext) != _CIPHERTEXT_SIZE:
            raise InvalidCiphertext("an ML-KEM-512 ciphertext has another length")
        return Secret(lattice.decapsulate(lattice.ML_KEM_512, _seed(material), ciphertext))


def _lattice() -> Any:
    return import_module("sealcanvas.crypto.asymmetric.module_lattice")


def _seed(material: Secret) -> bytes:
    return material.reveal()[len(_PRIVATE) :]
