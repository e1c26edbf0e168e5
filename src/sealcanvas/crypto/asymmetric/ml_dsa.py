"""ML-DSA, signatures by lattices (FIPS 204), pure and with the empty context; its private key is the 32-byte seed."""

from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA65PrivateKey, MLDSA87PrivateKey

from sealcanvas.crypto.asymmetric.key_pair import (
    dump_private,
    dump_public,
    load_foreign_private,
    load_private,
    load_public,
)
from sealcanvas.crypto.errors import WrongSignature
from sealcanvas.crypto.secret import Secret

_Private = MLDSA44PrivateKey | MLDSA65PrivateKey | MLDSA87PrivateKey
_SETS: dict[int, type[_Private]] = {44: MLDSA44PrivateKey, 65: MLDSA65PrivateKey, 87: MLDSA87PrivateKey}


@dataclass(frozen=True, slots=True)
class MlDsaPair:
    """Key pairs of one parameter set.

    Attributes:
        parameters: 44, 65 or 87.
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

    def message_types(self, algorithm: str) -> Mapping[str, int]:  # noqa: ARG002 - there is one
        """A message, or its representative, mu (FIPS 204, section 6.2)."""
        return {"RAW": 0, "EXTERNAL_MU": 64}

    def sign(self, material: Secret, algorithm: str, message: bytes, message_type: str) -> bytes:  # noqa: ARG002 - as above
        """Sign a message, or with EXTERNAL_MU its 64-byte representative (FIPS 204, section 6.2).

        Raises:
            ValueError: `message_type` is EXTERNAL_MU and the message has not 64 bytes.
        """
        key = load_private(material)
        signature: bytes = key.sign_mu(message) if message_type == "EXTERNAL_MU" else key.sign(message)
        return signature

    def verify(self, public: bytes, algorithm: str, message: bytes, message_type: str, signature: bytes) -> None:  # noqa: ARG002 - as above
        """Verify what `sign` makes.

        Raises:
            WrongSignature: it is none of this message.
            ValueError: `message_type` is EXTERNAL_MU and the message has not 64 bytes.
        """
        key = load_public(public)
        verify = key.verify_mu if message_type == "EXTERNAL_MU" else key.verify
        try:
            verify(signature, message)
        except InvalidSignature:
            raise WrongSignature("the signature does not verify") from None
