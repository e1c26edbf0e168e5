"""Values sealed one by one inside a database column (docs/formats/sealed-column.md)."""

import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from sealcanvas.crypto.canonical import bind
from sealcanvas.crypto.derive import derive
from sealcanvas.crypto.errors import NotSealed, Tampered
from sealcanvas.crypto.random import random_bytes
from sealcanvas.crypto.secret import Secret

VERSION = 1
NONCE_SIZE = 12
TAG_SIZE = 16
OVERHEAD = 1 + NONCE_SIZE + TAG_SIZE
INDEX_SIZE = 16


class ColumnCipher:
    """Seals, opens and indexes the values of one database column.

    A sealed value is version (1 byte) || nonce (12) || AES-256-GCM-SIV ciphertext || tag (16), under a key of
    the column's own, with version, column and row as associated data (RFC 8452).

    Args:
        root: the root key, or any 32-byte key that columns are derived from.
        column: the column's full name, such as "objects.key"; values never open in another column.
        index: the key that blind indexes are derived from, if it is another.
    """

    __slots__ = ("_aead", "_column", "_index_key", "_no_row")

    def __init__(self, root: Secret, column: str, index: Secret | None = None) -> None:
        self._column = column.encode()
        self._aead = AESGCMSIV(derive(root, "column-seal", self._column).reveal())
        self._index_key = derive(index or root, "column-index", self._column)
        self._no_row = self._associated(b"")

    def seal(self, value: bytes, *, row: bytes = b"") -> bytes:
        """Seal one value; `row`, where given, binds it to its row so that rows cannot be swapped unseen."""
        nonce = random_bytes(NONCE_SIZE)
        associated = self._associated(row) if row else self._no_row
        return b"".join((b"\x01", nonce, self._aead.encrypt(nonce, value, associated)))

    def open(self, sealed: bytes, *, row: bytes = b"") -> bytes:
        """Open one sealed value.

        Raises:
            Tampered: the value was changed, or sealed for another column, row or root key.
            NotSealed: the bytes are not a sealed value of version 1.
        """
        if len(sealed) < OVERHEAD or sealed[0] != VERSION:
            raise NotSealed("not a sealed column value of version 1")
        associated = self._associated(row) if row else self._no_row
        try:
            return self._aead.decrypt(sealed[1 : 1 + NONCE_SIZE], sealed[1 + NONCE_SIZE :], associated)
        except InvalidTag:
            raise Tampered("a sealed column value does not open") from None

    def index(self, value: bytes) -> bytes:
        """Return the 16-byte blind index of a value: equal values of this column alone have equal indexes.

        HMAC-SHA256 under a key of the column's own, truncated; it shows which rows are equal, and no more.
        """
        return hmac.digest(self._index_key.reveal(), value, "sha256")[:INDEX_SIZE]

    def _associated(self, row: bytes) -> bytes:
        return bind(b"\x01", self._column, row)
