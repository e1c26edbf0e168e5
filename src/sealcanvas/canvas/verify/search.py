"""Looks for texts in every byte of a file, in flat memory; inside compressed streams too.

Streams are recognised by their beginnings: gzip (RFC 1952), zlib (RFC 1950) and the entries of zip files. Ciphertext
has such beginnings by chance, so whatever does not expand is not one.
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import BinaryIO

from sealcanvas.canvas.verify.needles import Needle

CHUNK = 4 << 20
_LONGEST_STREAM = 256 << 20
_STEP = 1 << 20
_GZIP, _ZLIB, _RAW = 31, 15, -15
_BEGINNINGS = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]|PK\x03\x04")
_ZIP_HEADER = 30


def search(file: BinaryIO, needles: Sequence[Needle]) -> Iterator[tuple[str, int]]:
    """Every text found and where: the offset of its first occurrence in each block of the file.

    Args:
        file: seekable; read from its beginning, with blocks that overlap by the longest needle.

    Yields:
        The text and its offset in bytes; inside a compressed stream, the stream's offset.
    """
    if not needles:
        return
    overlap = max(len(needle.data) for needle in needles) - 1
    streams: list[int] = []
    file.seek(0)
    offset, tail = 0, b""
    while chunk := file.read(CHUNK):
        window = tail + chunk
        start = offset - len(tail)
        for needle in needles:
            at = window.find(needle.data)
            # What lies in the overlap alone was found with the block before.
            if at >= 0 and at + len(needle.data) > len(tail):
                yield needle.text, start + at
            elif at >= 0 and (later := window.find(needle.data, len(tail) - len(needle.data) + 1)) >= 0:
                yield needle.text, start + later
        streams += [start + match.start() for match in _BEGINNINGS.finditer(window) if match.end() > len(tail)]
        offset += len(chunk)
        tail = window[-overlap:] if overlap else b""
    for begin in dict.fromkeys(streams):
        for text in _in_stream(file, begin, needles, overlap):
            yield text, begin


def _in_stream(file: BinaryIO, begin: int, needles: Sequence[Needle], overlap: int) -> list[str]:
    """The texts in the compressed stream at `begin`; none if there is no such stream."""
    found: dict[str, None] = {}
    tail = b""
    for part in _expand(file, begin):
        window = tail + part
        found.update((needle.text, None) for needle in needles if needle.data in window)
        tail = window[-overlap:] if overlap else b""
    return list(found)


def _expand(file: BinaryIO, begin: int) -> Iterator[bytes]:
    file.seek(begin)
    head = file.read(_ZIP_HEADER)
    wbits, skip = _GZIP, 0
    if head[:1] == b"\x78":
        wbits = _ZLIB
    elif head[:2] == b"PK":
        if len(head) < _ZIP_HEADER or int.from_bytes(head[8:10], "little") != zlib.DEFLATED:
            return  # a stored entry lies open and was read already
        skip = _ZIP_HEADER + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
        wbits = _RAW
    file.seek(begin + skip)
    expander = zlib.decompressobj(wbits)
    total = 0
    with suppress(zlib.error):
        # A small first bite: nearly every beginning in ciphertext turns out to be none.
        block = file.read(512)
        while block and not expander.eof and total < _LONGEST_STREAM:
            part = expander.decompress(block, _STEP)
            total += len(part)
            if part:
                yield part
            block = expander.unconsumed_tail or file.read(_STEP)
