"""The Range header: which bytes of an object are asked for (RFC 9110, section 14)."""

import re
from dataclasses import dataclass

from sealcanvas.s3.errors import InvalidRange

_RANGE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})", re.ASCII)


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes `start` up to, not including, `end` of an object of `size` bytes."""

    start: int
    end: int
    size: int

    @property
    def length(self) -> int:
        """How many bytes it covers."""
        return self.end - self.start

    @property
    def content_range(self) -> str:
        """The Content-Range header."""
        return f"bytes {self.start}-{self.end - 1}/{self.size}"


def parse_range(text: str | None, size: int) -> ByteRange | None:
    """The range that a header asks for; None for the whole object.

    As S3 does, a header that is not one plain range of bytes is ignored.

    Raises:
        InvalidRange: it begins behind the end.
    """
    match = _RANGE.fullmatch(text.replace(" ", "")) if text else None
    if text is None or match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        length = min(int(last), size)
        if length:
            return ByteRange(size - length, size, size)
    elif last and int(last) < int(first):
        return None
    elif int(first) < size:
        return ByteRange(int(first), min(int(last) + 1, size) if last else size, size)
    raise InvalidRange(RangeRequested=text[:256], ActualObjectSize=str(size))
