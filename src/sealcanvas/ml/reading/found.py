"""What a file turned out to be as it was read: for those who want to know how it was taken."""

from dataclasses import dataclass


@dataclass
class TextFound:
    """Of a text, once all of it went by.

    Attributes:
        encoding: one of `options.ENCODINGS`.
        replaced: bytes that mean nothing in it, each of which became a replacement character.
        line: of the first of them.
    """

    encoding: str = "utf-8"
    replaced: int = 0
    line: int = 0

    def begin(self, encoding: str) -> None:
        """The text is read from its beginning."""
        self.encoding, self.replaced, self.line = encoding, 0, 0

    def replace(self, count: int, line: int) -> None:
        """So many bytes more, the first in this line."""
        self.line = self.line or line
        self.replaced += count


@dataclass(frozen=True)
class Found:
    """How a file was read.

    Attributes:
        form: one of `options.FORMATS`.
        gzip: whether it was compressed.
        encoding, delimiter, quote, header: of text; None where the format has no such thing.
        sheet: of a workbook.
        warnings: what may have gone wrong on the way.
    """

    form: str
    gzip: bool = False
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    header: bool | None = None
    sheet: str | None = None
    warnings: tuple[str, ...] = ()
