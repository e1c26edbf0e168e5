"""Keys out of passphrases: Argon2id (RFC 9106)."""

import unicodedata
from dataclasses import dataclass
from typing import Any, Self

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from sealcanvas.crypto.errors import NotSealed
from sealcanvas.crypto.random import random_bytes
from sealcanvas.crypto.secret import Secret

_SALT_SIZE = 16
_KEY_SIZE = 32
_BOUNDS = {"memory": (65_536, 1_048_576), "iterations": (1, 16), "lanes": (1, 16)}


@dataclass(frozen=True, slots=True)
class Stretching:
    """How a passphrase is stretched: Argon2id's parameters, public.

    Attributes:
        memory: KiB.
        iterations: passes over it.
        lanes: ways in which they run at once.
    """

    salt: bytes
    memory: int = 262_144
    iterations: int = 3
    lanes: int = 4

    @classmethod
    def fresh(cls) -> Self:
        """Today's costs with a new salt."""
        return cls(random_bytes(_SALT_SIZE))

    @classmethod
    def read(cls, values: dict[str, Any]) -> Self:
        """What `values` wrote.

        Raises:
            NotSealed: a parameter is missing, or would cost too little or too much.
        """
        try:
            salt = bytes.fromhex(values["salt"])
            costs = {name: int(values[name]) for name in _BOUNDS}
        except (KeyError, TypeError, ValueError):
            raise NotSealed("not the parameters of a passphrase") from None
        within = all(least <= costs[name] <= most for name, (least, most) in _BOUNDS.items())
        if len(salt) != _SALT_SIZE or not within:
            raise NotSealed("the parameters of a passphrase are out of bounds")
        return cls(salt, **costs)

    def values(self) -> dict[str, Any]:
        """The parameters as JSON has them."""
        return {**{name: getattr(self, name) for name in _BOUNDS}, "salt": self.salt.hex()}

    def key(self, passphrase: Secret) -> Secret:
        """The 32-byte key of a passphrase, which is UTF-8 and is taken in its form NFKC.

        Raises:
            NotSealed: the passphrase is not UTF-8.
        """
        try:
            text = unicodedata.normalize("NFKC", passphrase.reveal().decode())
        except UnicodeDecodeError:
            raise NotSealed("a passphrase is UTF-8") from None
        argon = Argon2id(
            salt=self.salt, length=_KEY_SIZE, iterations=self.iterations, lanes=self.lanes, memory_cost=self.memory
        )
        return Secret(argon.derive(text.encode()))
