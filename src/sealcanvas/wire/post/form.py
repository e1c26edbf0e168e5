"""Reads multipart/form-data as it arrives: the fields before the file, then the file as a stream.

Source: RFC 7578 and RFC 2046, section 5.1. What follows the file is ignored, as S3 does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from sealcanvas.wire.errors import WireError
from sealcanvas.wire.post.reader import FIELDS_LIMIT, Reader, malformed, too_long

_FILENAME = "${filename}"
_PARAMETER = re.compile(r';\s*([!#$%&\'*+.^_`|~0-9A-Za-z-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))')


@dataclass(frozen=True, slots=True)
class Form:
    """A form up to its file.

    Attributes:
        fields: values by lower-case names; those of one name joined with ",".
        names: the names as they were sent, by their lower-case forms.
        filename: of the file, without folders; None where the client gave none.
        file: the file's bytes, to be iterated once.
    """

    fields: dict[str, str] = field(repr=False)  # a customer's key may be among them
    names: dict[str, str]
    filename: str | None
    file: Iterator[bytes] = field(repr=False)

    def with_filename(self) -> Form:
        """The form with the file's name in the place of ${filename}; as it is where the client gave none.

        Raises:
            WireError: MaxPostPreDataLengthExceeded; a field may say ${filename} a thousand times.
        """
        if self.filename is None:
            return self
        fields = {
            name: value if name == "policy" else value.replace(_FILENAME, self.filename)
            for name, value in self.fields.items()
        }
        if sum(map(len, fields.values())) > FIELDS_LIMIT:
            raise too_long()
        return replace(self, fields=fields)


def read_form(content_type: str, parts: Iterable[bytes]) -> Form:
    """Read a form as far as its file.

    Args:
        content_type: the request's header.
        parts: the body as it arrives.

    Raises:
        WireError: PreconditionFailed for another kind of body, MalformedPOSTRequest, MaxPostPreDataLengthExceeded, or
            InvalidArgument for a form without a file.
    """
    reader = Reader(parts, b"\r\n--" + _boundary(content_type))
    fields: dict[str, str] = {}
    names: dict[str, str] = {}
    while reader.next_part():
        disposition = _disposition(reader.headers())
        name = disposition.get("name")
        if name is None:
            raise malformed()
        lower = name.lower()
        if lower == "file":
            filename = disposition.get("filename")
            base = None if filename is None else re.split(r"[/\\]", filename)[-1]
            return Form(fields, names, base, reader.file())
        value = _text(reader.value())
        fields[lower] = f"{fields[lower]},{value}" if lower in fields else value
        names.setdefault(lower, name)
    raise WireError(
        "InvalidArgument", "POST requires exactly one file upload per request.", ArgumentName="file", ArgumentValue="0"
    )


def _boundary(content_type: str) -> bytes:
    kind, _, _ = content_type.partition(";")
    if kind.strip().lower() != "multipart/form-data":
        raise WireError(
            "PreconditionFailed",
            "At least one of the pre-conditions you specified did not hold",
            412,
            Condition="Bucket POST must be of the enclosure-type multipart/form-data",
        )
    found = _parameters(content_type).get("boundary", "")
    if not 1 <= len(found) <= 70 or not found.isascii() or not found.isprintable():
        raise malformed()
    return found.encode("ascii")


def _disposition(headers: bytes) -> dict[str, str]:
    """The parameters of a part's Content-Disposition; none where it is not form-data."""
    for line in headers.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-disposition":
            text = _text(value).strip()
            return _parameters(text) if text.partition(";")[0].strip().lower() == "form-data" else {}
    return {}


def _parameters(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, quoted, token in _PARAMETER.findall(text):
        found.setdefault(name.lower(), re.sub(r"\\([\"\\])", r"\1", quoted) or token)
    return found


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise malformed() from None
