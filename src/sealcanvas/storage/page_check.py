"""Pages of the database file, authenticated without SQLite, which would write as it opens.

Source: SQLCipher's design page (4.x: pages of 4,096 bytes; AES-256-CBC; HMAC-SHA512 over ciphertext, IV and the page's
number in little-endian; its key by two rounds of PBKDF2 from the file's key and its salt, each byte XOR 0x3a; 80 bytes
reserved for IV and HMAC).
"""

import hashlib
import hmac
from pathlib import Path

from sealcanvas.crypto.derive import derive
from sealcanvas.crypto.secret import Secret
from sealcanvas.storage.held_file import open_held

PAGE = 4_096
SALT = 16
_HMAC = 64


class PageCheck:
    """Authenticates pages of one database file.

    Args:
        file_key: the raw key that the database is opened with, 32 bytes.
        salt: the file's first 16 bytes.
    """

    def __init__(self, file_key: Secret, salt: bytes) -> None:
        masked = bytes(byte ^ 0x3A for byte in salt)
        self._key = hashlib.pbkdf2_hmac("sha512", file_key.reveal(), masked, 2, 32)

    def __repr__(self) -> str:
        return "PageCheck(…)"

    def holds(self, number: int, page: bytes) -> bool:
        """Whether `page` is what was sealed as page `number` (from 1)."""
        begin = SALT if number == 1 else 0
        end = PAGE - _HMAC
        tag = hmac.new(self._key, page[begin:end] + number.to_bytes(4, "little"), hashlib.sha512).digest()
        return hmac.compare_digest(tag, page[end : end + _HMAC])


def file_key_of(root: Secret) -> Secret:
    """The raw key of the database file."""
    return derive(root, "database-file")


def opens(path: Path, root: Secret) -> bool | None:
    """Whether the database at `path` was made under `root`, by its first page; None where it has none yet."""
    try:
        with open_held(path) as file:
            page = file.read(PAGE)
    except FileNotFoundError:
        return None
    if len(page) < PAGE:
        return None if not page else False
    return PageCheck(file_key_of(root), page[:SALT]).holds(1, page)
