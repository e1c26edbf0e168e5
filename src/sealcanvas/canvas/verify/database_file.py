"""The metadata database's files: every page authenticated, in the file itself and in its write-ahead log.

Sources: `storage.page_check`; SQLite's file format, sections "WAL File Format" and "WAL-Index Format".
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sealcanvas.canvas.verify.file_report import Status
from sealcanvas.crypto.secret import Secret
from sealcanvas.storage.held_file import open_held
from sealcanvas.storage.page_check import PAGE, SALT, PageCheck

_PLAIN = b"SQLite format 3\0"
_WAL_HEADER, _FRAME_HEADER = 32, 24
_WAL_MAGIC = (0x377F0682, 0x377F0683)
_WAL_VERSION = 3_007_000
_INDEX_BLOCK = 32 << 10


@dataclass(frozen=True, slots=True)
class Verdict:
    """Status and detail of one file."""

    status: Status
    detail: str


def verify_database(path: Path, file_key: Secret) -> Verdict:
    """Authenticate every page of the database file."""
    with open_held(path) as file:
        salt = file.read(SALT)
        if not salt:
            return Verdict("Authentic", "empty: everything is in the write-ahead log yet")
        if salt == _PLAIN:
            return Verdict("Unsealed", "this is a plain SQLite database")
        check = PageCheck(file_key, salt)
        file.seek(0)
        number = 0
        for number, page in enumerate(_blocks(file, PAGE), 1):
            if len(page) < PAGE:
                return Verdict("Damaged", f"the file ends inside page {number}")
            if not check.holds(number, page):
                return Verdict("Damaged", f"page {number} is not what was sealed")
    return Verdict("Authentic", f"{number} pages, each authenticated under a key derived from the root key")


def verify_log(path: Path, database: Path, file_key: Secret) -> Verdict:
    """Authenticate every page in the write-ahead log; what a writer has not finished yet is left out."""
    with open_held(path) as file:
        header = file.read(_WAL_HEADER)
        if len(header) < _WAL_HEADER:
            return Verdict("Authentic" if not header else "Damaged", "empty" if not header else "the header is cut off")
        magic, version, size = (int.from_bytes(header[at : at + 4], "big") for at in (0, 4, 8))
        if magic not in _WAL_MAGIC or version != _WAL_VERSION or size != PAGE:
            return Verdict("Unsealed", "this is not the write-ahead log of a sealed database")
        check = PageCheck(file_key, _salt(path, database))
        frames = 0
        for frame in _blocks(file, _FRAME_HEADER + PAGE):
            if len(frame) < _FRAME_HEADER + PAGE:
                break
            frames += 1
            number = int.from_bytes(frame[:4], "big")
            if not number or not check.holds(number, frame[_FRAME_HEADER:]):
                return Verdict("Damaged", f"the page in frame {frames} is not what was sealed")
    return Verdict("Authentic", f"{frames} pages, each authenticated under a key derived from the root key")


def verify_index(path: Path) -> Verdict:
    """Hold the write-ahead log's index to its form: it holds page numbers and checksums, no content."""
    with open_held(path) as file:
        head = file.read(4)
        size = path.stat().st_size
    form = size % _INDEX_BLOCK == 0 and (not any(head) or _WAL_VERSION in _both_orders(head))
    if not form:
        return Verdict("Unsealed", "this is not the index of a write-ahead log")
    return Verdict("Authentic", "not sealed: it holds page numbers and checksums of the write-ahead log alone")


def _both_orders(head: bytes) -> tuple[int, int]:
    return int.from_bytes(head, "little"), int.from_bytes(head, "big")


def _salt(log: Path, database: Path) -> bytes:
    """The database's salt: from its file, or from page 1 in the log while the file is still empty."""
    with suppress(FileNotFoundError), open_held(database) as file:
        salt = file.read(SALT)
        if len(salt) == SALT:
            return salt
    with open_held(log) as file:
        file.seek(_WAL_HEADER)
        for frame in _blocks(file, _FRAME_HEADER + PAGE):
            if frame[:4] == b"\0\0\0\x01":
                return frame[_FRAME_HEADER : _FRAME_HEADER + SALT]
    return bytes(SALT)


def _blocks(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Blocks of `size`, the last one maybe shorter."""
    while block := file.read(size):
        while len(block) < size and (more := file.read(size - len(block))):
            block += more
        yield block
