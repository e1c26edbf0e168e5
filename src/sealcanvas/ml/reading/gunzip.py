"""Compressed files, expanded block by block and no further than a real table would."""

import zlib
from collections.abc import Iterator

from sealcanvas.ml.errors import UnreadableFile

MAGIC = b"\x1f\x8b"
_BLOCK = 1 << 20
# No real table shrinks so much; what does is a bomb, and is not expanded further.
_MOST_EXPANSION = 200
_HARMLESS_BYTES = 100 << 20


def gunzip(blocks: Iterator[bytes], what: str) -> Iterator[bytes]:
    """The content of a gzip file of one or several members; never more than one block of 1 MiB at a time.

    Raises:
        UnreadableFile: it is damaged, or expands to more than 200 times its size and 100 MiB.
    """
    expander = zlib.decompressobj(wbits=31)
    rest, taken, given = b"", 0, 0
    try:
        for block in blocks:
            rest += block
            taken += len(block)
            while rest:
                if expander.eof:
                    expander = zlib.decompressobj(wbits=31)
                part = expander.decompress(rest, _BLOCK)
                given += len(part)
                if given > max(_HARMLESS_BYTES, _MOST_EXPANSION * taken):
                    raise UnreadableFile(f"{what} expands to more than {_MOST_EXPANSION} times its size.")
                yield part
                rest = expander.unused_data if expander.eof else expander.unconsumed_tail
    except zlib.error:
        raise UnreadableFile(f"{what} is not a gzip file, or a damaged one.") from None
    if not expander.eof:
        raise UnreadableFile(f"{what} is not a gzip file, or a damaged one.")
