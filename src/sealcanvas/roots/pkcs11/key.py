"""One AES-256 key of a token: it seals and opens, and cannot be had (docs/formats/token-seal.md)."""

from contextlib import AbstractContextManager
from typing import Any

from sealcanvas.crypto.canonical import bind
from sealcanvas.crypto.errors import NotSealed, Tampered
from sealcanvas.crypto.random import random_bytes
from sealcanvas.crypto.secret import Secret
from sealcanvas.roots.pkcs11.errors import TokenUnavailable
from sealcanvas.roots.pkcs11.module import bindings, reason

MAGIC = b"SLCH"
VERSION = 1
NONCE_SIZE = 12
TAG_SIZE = 16
MAXIMUM_PLAINTEXT = 4_300  # what an XKS proxy takes as well: KMS seals 4,096 bytes with 80 of its own
HEADER = MAGIC + bytes([VERSION])
_LABEL = b"sealcanvas/token-seal@v1"
_KEY_BITS = 256
# What tokens answer to a tag that does not fit; SoftHSM 2.6 says CKR_GENERAL_ERROR.
_UNAUTHENTIC = ("EncryptedDataInvalid", "EncryptedDataLenRange", "DataInvalid", "GeneralError", "FunctionFailed")


class TokenKey:
    """A key by which a token seals secrets of 1 … 4,300 bytes.

    Args:
        key: the library's key object.
        lock: held while the key's session is used.
        token: the token's name, for messages.

    Raises:
        TokenUnavailable: the key is not AES-256, or could leave the token.
    """

    def __init__(self, key: Any, lock: AbstractContextManager[object], token: str) -> None:
        pkcs11 = bindings()
        attribute = pkcs11.Attribute
        self._key, self._lock, self._token = key, lock, token
        if key.key_type != pkcs11.KeyType.AES or key.key_length != _KEY_BITS:
            raise TokenUnavailable(f"a key of the token {token!r} must be AES of {_KEY_BITS} bits")
        if not key[attribute.SENSITIVE] or key[attribute.EXTRACTABLE]:
            raise TokenUnavailable(f"a key of the token {token!r} must be sensitive and not extractable")
        self.label = str(key.label)
        self.id = bytes(key.id)

    def __repr__(self) -> str:
        return f"TokenKey({self.label!r}, token={self._token!r})"

    def seal(self, plaintext: Secret, bound: bytes) -> bytes:
        """Seal a secret, bound to `bound`.

        Raises:
            ValueError: it is empty or too long.
            TokenUnavailable: the token does not do it.
        """
        if not 1 <= len(plaintext) <= MAXIMUM_PLAINTEXT:
            raise ValueError(f"a token seals 1 to {MAXIMUM_PLAINTEXT} bytes")
        pkcs11 = bindings()
        nonce = random_bytes(NONCE_SIZE)
        try:
            with self._lock:
                sealed = self._key.encrypt(plaintext.reveal(), **_gcm(pkcs11, nonce, bound))
        except pkcs11.PKCS11Error as error:
            raise TokenUnavailable(f"the token {self._token!r} does not encrypt: {reason(error)}") from None
        if len(sealed) != len(plaintext) + TAG_SIZE:
            raise TokenUnavailable(f"the token {self._token!r} does not do AES-GCM with a nonce of ours")
        return b"".join((HEADER, nonce, sealed))

    def open(self, sealed: bytes, bound: bytes) -> Secret:
        """Open what `seal` sealed, bound to the same.

        Raises:
            NotSealed: not a sealed secret of this form.
            Tampered: it was changed or moved, or another key sealed it.
            TokenUnavailable: the token does not do it.
        """
        begin = len(HEADER) + NONCE_SIZE
        if (
            not begin + TAG_SIZE < len(sealed) <= begin + TAG_SIZE + MAXIMUM_PLAINTEXT
            or sealed[: len(HEADER)] != HEADER
        ):
            raise NotSealed("not a secret that a token sealed, of version 1")
        pkcs11 = bindings()
        try:
            with self._lock:
                opened = self._key.decrypt(sealed[begin:], **_gcm(pkcs11, sealed[len(HEADER) : begin], bound))
        except pkcs11.PKCS11Error as error:
            if type(error).__name__ in _UNAUTHENTIC:
                raise Tampered(f"the key of the token {self._token!r} does not open this") from None
            raise TokenUnavailable(f"the token {self._token!r} does not decrypt: {reason(error)}") from None
        return Secret(opened)

    def destroy(self) -> None:
        """Destroy the key inside the token, for good: what it sealed opens no more.

        Raises:
            TokenUnavailable: the token was not opened `writable`, or does not do it.
        """
        pkcs11 = bindings()
        try:
            with self._lock:
                self._key.destroy()
        except pkcs11.PKCS11Error as error:
            raise TokenUnavailable(f"the token {self._token!r} does not destroy its key: {reason(error)}") from None


def _gcm(pkcs11: Any, nonce: bytes, bound: bytes) -> dict[str, Any]:
    parameters = pkcs11.GCMParams(nonce, bind(_LABEL, HEADER, bound), TAG_SIZE * 8)
    return {"mechanism": pkcs11.Mechanism.AES_GCM, "mechanism_param": parameters}
