"""Letters to a process that made its own key pair: HPKE, one message each (docs/formats/sealed-letter.md)."""

from typing import NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from sealcanvas.crypto.canonical import bind
from sealcanvas.crypto.errors import NotSealed, Tampered

PUBLIC_SIZE = 32
_OVERHEAD = PUBLIC_SIZE + 16
_LABEL = b"sealcanvas/letter@v1"
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class LetterBox:
    """A key pair of this process alone: `public` may be told, the other half stays here.

    Attributes:
        public: 32 bytes, for `seal_letter`.
    """

    def __init__(self) -> None:
        self._key = X25519PrivateKey.generate()
        self.public = self._key.public_key().public_bytes_raw()

    def open(self, letter: bytes, context: bytes) -> bytes:
        """What a letter to this box says.

        Raises:
            NotSealed: it is too short to be a letter.
            Tampered: it is for another box or another context, or was changed.
        """
        if len(letter) < _OVERHEAD:
            raise NotSealed("this is no letter")
        try:
            return bytes(_SUITE.decrypt(letter, self._key, info=bind(_LABEL, context)))
        except (InvalidTag, ValueError):  # ValueError: a point of small order
            raise Tampered("the letter does not open") from None

    def __repr__(self) -> str:
        return "LetterBox(…)"

    def __reduce_ex__(self, protocol: object, /) -> NoReturn:
        raise TypeError("a LetterBox is never pickled or copied")


def seal_letter(public: bytes, context: bytes, plaintext: bytes) -> bytes:
    """A letter that only the box with this public key opens, and only under the same context.

    Raises:
        NotSealed: `public` is no public key.
    """
    try:
        return bytes(_SUITE.encrypt(plaintext, X25519PublicKey.from_public_bytes(public), info=bind(_LABEL, context)))
    except ValueError:
        raise NotSealed("this is no public key") from None
