"""Key material that is a random byte string: of symmetric encryption keys and of HMAC keys."""

import hmac
from dataclasses import dataclass

from sealcanvas.crypto.secret import Secret


@dataclass(frozen=True, slots=True)
class SymmetricKey:
    """A kind of key material.

    Attributes:
        sizes: the lengths that it may have, in bytes; the first is what `generate` makes.
    """

    sizes: range

    def generate(self) -> Secret:
        """Fresh random material."""
        return Secret.random(self.sizes.start)

    def check(self, material: Secret) -> None:
        """Refuse material that is not of this kind.

        Raises:
            ValueError: its length is not one of `sizes`.
        """
        if len(material) not in self.sizes:
            raise ValueError(f"this key material has {self.sizes.start} to {self.sizes.stop - 1} bytes")


@dataclass(frozen=True, slots=True)
class HmacKey(SymmetricKey):
    """The key of one HMAC (RFC 2104, FIPS 198-1).

    Attributes:
        digest: the hash function as `hashlib` names it.
    """

    digest: str

    def mac(self, material: Secret, message: bytes) -> bytes:
        """The full-length HMAC of a message."""
        return hmac.digest(material.reveal(), message, self.digest)
