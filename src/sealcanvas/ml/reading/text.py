"""A source's text: expanded where it is compressed, and in UTF-8."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sealcanvas.ml.reading.found import TextFound
from sealcanvas.ml.reading.gunzip import MAGIC, gunzip
from sealcanvas.ml.reading.source import Source, called
from sealcanvas.ml.reading.utf8 import utf8_blocks


@dataclass(frozen=True)
class TextSource:
    """A file of text, which may be asked for its blocks again."""

    source: Source
    encoding: str | None = None
    found: TextFound = field(default_factory=TextFound)

    @property
    def gzip(self) -> bool:
        """Whether it is compressed."""
        return self.source.read_at(0, 2) == MAGIC

    @property
    def warnings(self) -> tuple[str, ...]:
        """About what was read so far."""
        found = self.found
        if not found.replaced:
            return ()
        plural = "s" if found.replaced > 1 else ""
        warning = (
            f"{found.replaced:,} byte{plural} (the first in line {found.line}) mean nothing in "
            f"{found.encoding.upper()}, as which the file was read; each became U+FFFD. Say which encoding "
            "it is in, if it is another."
        )
        return (warning,)

    def blocks(self) -> Iterator[bytes]:
        """UTF-8 without byte order mark. Raises UnreadableFile."""
        return utf8_blocks(expanded(self.source), called(self.source), self.encoding, self.found)


def expanded(source: Source) -> Iterator[bytes]:
    """A source's bytes, gzip expanded. Raises UnreadableFile."""
    blocks = source.blocks()
    return gunzip(blocks, called(source)) if source.read_at(0, 2) == MAGIC else blocks
