"""Parts a stream of bytes into batches of whole records, in bounded memory."""

import codecs
from collections.abc import Iterable, Iterator

from sealcanvas.jobs.task import TaskFailed

_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def split_records(blocks: Iterable[bytes], *, quoted: bool, size: int, most: int, name: str) -> Iterator[bytes]:
    """Batches of whole records, each record ended by a line feed, in order; lines are records.

    Args:
        blocks: of any lengths; UTF-16 with a byte order mark is turned into UTF-8 on the way.
        quoted: a line feed between double quotes belongs to the record (CSV, RFC 4180).
        size: bytes of a batch, exceeded by none but one of a single record.
        most: bytes that one record may have.
        name: of the file, for messages.

    Raises:
        TaskFailed: a record is larger.
    """
    batch, record, rest = bytearray(), bytearray(), bytearray()
    inside = False
    for block in _in_utf8(blocks, name):
        rest += block
        lines = rest.split(b"\n")
        rest = lines.pop()
        for line in lines:
            record += line
            record += b"\n"
            if quoted and line.count(b'"') % 2:
                inside = not inside
            _hold_to(most, len(record), name)
            if inside:
                continue
            if batch and len(batch) + len(record) > size:
                yield bytes(batch)
                batch.clear()
            batch += record
            record.clear()
        _hold_to(most, len(record) + len(rest), name)
    record += rest
    if record:
        if batch and len(batch) + len(record) > size:
            yield bytes(batch)
            batch.clear()
        batch += record
        batch += b"\n"
    if batch:
        yield bytes(batch)


def _hold_to(most: int, length: int, name: str) -> None:
    if length > most:
        raise TaskFailed(
            "ClientError",
            f"'{name}' has a record of more than {most >> 20} MB, which exceeds MaxPayloadInMB. "
            "Records are ended by line feeds; in CSV, by those outside of quotes.",
        )


def _in_utf8(blocks: Iterable[bytes], name: str) -> Iterator[bytes]:
    decoder: codecs.IncrementalDecoder | None = None
    first = True
    for block in blocks:
        if first and block:
            first = False
            encoding = _MARKS.get(block[:2])
            if encoding is not None:
                decoder = codecs.getincrementaldecoder(encoding)()
                block = block[2:]
        yield block if decoder is None else _decoded(decoder, block, name, final=False)
    if decoder is not None:
        yield _decoded(decoder, b"", name, final=True)


def _decoded(decoder: codecs.IncrementalDecoder, block: bytes, name: str, *, final: bool) -> bytes:
    try:
        return decoder.decode(block, final).encode()
    except UnicodeError:
        raise TaskFailed("ClientError", f"'{name}' is cut off or mixed: it is not UTF-16 text.") from None
