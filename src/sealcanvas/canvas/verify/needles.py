"""The forms in which a text may lie in a file."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Needle:
    """Bytes that betray `text`."""

    text: str
    data: bytes


def needles_of(texts: Sequence[str]) -> list[Needle]:
    """Each text as UTF-8, UTF-16LE, hexadecimal, base64 in its three alignments, and as JSON escapes it.

    Forms of fewer than 4 bytes are left out: they stand in any file by chance.
    """
    found: dict[bytes, Needle] = {}
    for text in texts:
        for form in _forms(text):
            if len(form) >= _SHORTEST:
                found.setdefault(form, Needle(text, form))
    return list(found.values())


def _forms(text: str) -> list[bytes]:
    raw = text.encode()
    forms = [raw, text.encode("utf-16-le"), raw.hex().encode(), raw.hex().upper().encode()]
    if not text.isascii():
        escaped = text.encode("unicode_escape")
        forms += [escaped, text.encode("utf-16-be")]
    standard = [_base64_core(raw, offset) for offset in range(3)]
    return [*forms, *standard, *(core.replace(b"+", b"-").replace(b"/", b"_") for core in standard)]


def _base64_core(raw: bytes, offset: int) -> bytes:
    """The base64 characters that depend on `raw` alone, where it begins `offset` bytes into a group of three."""
    encoded = base64.b64encode(bytes(offset) + raw)
    begin = -(-offset * 8 // 6)
    end = (offset + len(raw)) * 8 // 6
    return encoded[begin:end]
