"""Text of any encoding as UTF-8, block by block: the encoding is judged by the first 4 MiB that are not plain ASCII."""

import codecs
from collections.abc import Iterator

from sealcanvas.ml.errors import UnreadableFile
from sealcanvas.ml.mixed_encoding import refuse_later, refuse_mixed
from sealcanvas.ml.reading.found import TextFound
from sealcanvas.ml.text_encoding import UNASSIGNED, encoding_of, is_binary, utf_16_of

_HEAD = 4096
_JUDGED = 4 << 20


def utf8_blocks(
    blocks: Iterator[bytes], what: str, encoding: str | None = None, found: TextFound | None = None
) -> Iterator[bytes]:
    """The same text in UTF-8 without byte order mark.

    Args:
        what: the file, for messages.
        encoding: of `options.ENCODINGS`, if it is known.
        found: is told what comes up as the text goes by.

    Raises:
        UnreadableFile: the bytes are no text, or not of one encoding; the line is told.
    """
    found = found or TextFound()
    found.begin(encoding or "utf-8")
    head = _gather(b"", blocks, _HEAD)
    wide = utf_16_of(head) if encoding is None else encoding if encoding.startswith("utf-16") else None
    if wide is None and is_binary(head):
        raise UnreadableFile(f"{what} is a binary file. Give a CSV, JSON lines, Parquet or XLSX file.")
    if wide is None:
        yield from _narrow(head.removeprefix(codecs.BOM_UTF8), blocks, what, encoding, found)
    else:
        yield from _decoded(_chain(head, blocks), wide, what, 1, found)


def _narrow(head: bytes, blocks: Iterator[bytes], what: str, encoding: str | None, found: TextFound) -> Iterator[bytes]:
    line = 1
    for block in _chain(head, blocks):
        if encoding is None and not block.isascii():
            begins = _gather(block, blocks, _JUDGED)
            encoding = encoding_of(begins, whole=len(begins) < _JUDGED)
            if encoding == "cp1252" and _has_controls(begins[:_HEAD]):
                raise UnreadableFile(f"{what} holds binary data. Give a CSV, JSON lines, Parquet or XLSX file.")
            if encoding in ("cp932", "cp1252"):
                refuse_mixed(begins, encoding, what, line)
                blocks = _watched(blocks, encoding, what, line + begins.count(b"\n"))
            yield from _decoded(_chain(begins, blocks), encoding, what, line, found)
            return
        if encoding is not None:
            yield from _decoded(_chain(block, blocks), encoding, what, line, found)
            return
        _refuse_zeros(block, what, line)
        line += block.count(b"\n")
        yield block


def _watched(blocks: Iterator[bytes], encoding: str, what: str, line: int) -> Iterator[bytes]:
    for block in blocks:
        refuse_later(block, encoding, what, line)
        line += block.count(b"\n")
        yield block


def _decoded(blocks: Iterator[bytes], encoding: str, what: str, line: int, found: TextFound) -> Iterator[bytes]:
    found.encoding = encoding
    # Bytes without a meaning in Windows-1252 occur all the same; one such byte must not lose the file.
    decoder = codecs.getincrementaldecoder(encoding)("replace" if encoding == "cp1252" else "strict")
    same = encoding == "utf-8"
    try:
        for block in blocks:
            text = decoder.decode(block)
            if encoding == "cp1252" and (odd := sum(block.count(byte) for byte in UNASSIGNED)):
                first = min(block.index(byte) for byte in UNASSIGNED if byte in block)
                found.replace(odd, line + block.count(b"\n", 0, first))
            told = block if same else text.removeprefix("\ufeff" if line == 1 else "").encode()
            _refuse_zeros(told, what, line)
            line += told.count(b"\n")
            yield told
        yield b"" if same else decoder.decode(b"", final=True).encode()
        decoder.decode(b"", final=True)
    except UnicodeError:
        name = encoding.upper()
        raise UnreadableFile(f"{what} is cut off or mixed: it is not {name} text in or after line {line}.") from None


def _refuse_zeros(block: bytes, what: str, line: int) -> None:
    place = block.find(0)
    if place >= 0:
        line += block.count(b"\n", 0, place)
        raise UnreadableFile(f"{what} holds binary data: a NUL byte in line {line}. Remove it.")


def _has_controls(head: bytes) -> bool:
    return sum(byte < 32 and byte not in b"\t\r\n\f" for byte in head) > len(head) // 100


def _gather(begun: bytes, blocks: Iterator[bytes], least: int) -> bytes:
    pieces, size = [begun], len(begun)
    while size < least and (block := next(blocks, None)) is not None:
        pieces.append(block)
        size += len(block)
    return b"".join(pieces)


def _chain(first: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from blocks
