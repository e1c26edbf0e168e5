"""A small XML reader for requests: no document types, no entities, bounded in size, depth and count."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from sealcanvas.wire.errors import WireError

MAX_BYTES = 8 * 1024 * 1024  # CompleteMultipartUpload with 10,000 parts and checksums stays below 4 MiB
MAX_DEPTH = 24
MAX_ELEMENTS = 150_000


@dataclass(slots=True)
class Element:
    """An element by its local name, with its text, children and attributes (by local names, too)."""

    name: str
    text: str = ""
    children: list[Element] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)

    def child(self, name: str) -> Element | None:
        """The first child of that name."""
        return next((c for c in self.children if c.name == name), None)


def malformed() -> WireError:
    """S3's answer to XML that it cannot take."""
    return WireError(
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema",
    )


class _Refused(Exception):
    pass


class _Builder:
    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._text: list[list[str]] = []
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS or len(self._open) >= MAX_DEPTH:
            raise _Refused
        element = Element(name.rpartition(" ")[2])
        if attributes:
            element.attributes = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)
        self._text.append([])

    def end(self, _name: str) -> None:
        self._open.pop().text = "".join(self._text.pop())

    def data(self, text: str) -> None:
        if self._text:
            self._text[-1].append(text)

    def doctype(self, *_arguments: object) -> None:
        raise _Refused


def read(document: bytes) -> Element:
    """The root element of a document; raises WireError MalformedXML."""
    if len(document) > MAX_BYTES:
        raise malformed()
    builder = _Builder()
    parser = expat.ParserCreate("UTF-8", " ")
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = builder.doctype
    parser.EntityDeclHandler = builder.doctype
    try:
        parser.Parse(document, True)
    except (expat.ExpatError, ValueError, _Refused):
        raise malformed() from None
    if builder.root is None:
        raise malformed()
    return builder.root
