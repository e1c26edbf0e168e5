"""Takes a multipart body apart as it arrives (RFC 2046, section 5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sealcanvas.wire.errors import WireError

FIELDS_LIMIT = 20_480
"""Bytes before the file's, boundaries and headers included."""
_EPILOGUE_LIMIT = 1 << 20


def malformed() -> WireError:
    """S3's answer to a body that is no form."""
    return WireError("MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data.")


class Reader:
    """Takes a body apart at its delimiter: CRLF, two hyphens, the boundary. Holds no more than the fields may be."""

    def __init__(self, parts: Iterable[bytes], delimiter: bytes) -> None:
        self._parts = iter(parts)
        self._delimiter = delimiter
        self._held = bytearray(b"\r\n")  # so that a body may begin with its first boundary
        self._taken = 0

    def _more(self) -> bool:
        part = next(self._parts, None)
        if part is None:
            return False
        self._held += part
        return True

    def _until(self, mark: bytes) -> bytes:
        """What stands before a mark, which is taken off too; within the limit of all fields."""
        start = 0
        while (at := self._held.find(mark, start)) < 0:
            start = max(0, len(self._held) - len(mark) + 1)
            if self._taken + start > FIELDS_LIMIT:
                raise too_long()
            if not self._more():
                raise malformed()
        self._taken += at + len(mark)
        if self._taken > FIELDS_LIMIT:
            raise too_long()
        found = bytes(self._held[:at])
        del self._held[: at + len(mark)]
        return found

    def next_part(self) -> bool:
        """Go behind the next delimiter; whether a part follows."""
        if not self._taken:
            self._until(self._delimiter)
        while len(self._held) < 2:
            if not self._more():
                raise malformed()
        if self._held[:2] == b"--":
            return False
        if self._until(b"\r\n").strip(b" \t"):
            raise malformed()
        return True

    def headers(self) -> bytes:
        """The headers of the part."""
        while len(self._held) < 2:
            if not self._more():
                raise malformed()
        if self._held[:2] == b"\r\n":  # none
            del self._held[:2]
            return b""
        return self._until(b"\r\n\r\n")

    def value(self) -> bytes:
        """The content of a field."""
        # An empty value may stand right before the delimiter whose CRLF ended the headers.
        return self._until(self._delimiter)

    def file(self) -> Iterator[bytes]:
        """The content of the file, in pieces as they arrive, and then what follows it, for nothing."""
        keep = len(self._delimiter) - 1
        while (at := self._held.find(self._delimiter)) < 0:
            ready = len(self._held) - keep
            if ready > 0:
                yield bytes(self._held[:ready])
                del self._held[:ready]
            if not self._more():
                raise malformed()
        if at:
            yield bytes(self._held[:at])
        left = len(self._held) - at
        self._held.clear()
        while left <= _EPILOGUE_LIMIT:
            part = next(self._parts, None)
            if part is None:
                return
            left += len(part)
        raise malformed()


def too_long() -> WireError:
    """S3's answer to fields that are too long together."""
    return WireError(
        "MaxPostPreDataLengthExceeded",
        "Your POST request fields preceeding the upload file was too large.",
        MaxPostPreDataLengthBytes=str(FIELDS_LIMIT),
    )
