"""Which encoding a text file is in, without asking: UTF-8, UTF-16, CP932 (Shift_JIS), else Windows-1252."""

import codecs
from collections.abc import Callable
from itertools import pairwise

from sealcanvas.ml.errors import UnreadableFile

_STEP = 1 << 20


def to_utf8(data: bytes, name: str) -> bytes:
    """The same text in UTF-8 without byte order mark. Raises UnreadableFile for bytes that are no text."""
    if data.startswith(codecs.BOM_UTF8):
        data = data[3:]
    for mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if data.startswith(mark):
            return _recode(data, "utf-16", name)
    head = data[:4096]
    zeros = head.count(0)
    if zeros:
        # Latin text in UTF-16 without a mark has a zero at every second byte; anything else with zeros is binary.
        odd, even = head[1::2].count(0), head[::2].count(0)
        if len(data) % 2 == 0 and zeros > 0.3 * len(head) and min(odd, even) <= zeros // 20:
            return _recode(data, "utf-16-le" if odd > even else "utf-16-be", name)
        raise UnreadableFile(f"{_what(name)} is a binary file. Give a CSV or Parquet file.")
    if b"\0" in data:
        raise UnreadableFile(f"{_what(name)} holds binary data. Give a CSV or Parquet file.")
    if _decodes(data, "utf-8"):
        return data
    if _decodes(data, "cp932") and _looks_japanese(data):
        return _recode(data, "cp932", name)
    if sum(byte < 32 and byte not in b"\t\r\n\f" for byte in head) > len(head) // 100:
        raise UnreadableFile(f"{_what(name)} holds binary data. Give a CSV or Parquet file.")
    return _recode(data, "cp1252", name)


def _what(name: str) -> str:
    return f"'{name}'" if name else "The file"


def _decodes(data: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(data), _STEP):
            decoder.decode(data[start : start + _STEP])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _recode(data: bytes, encoding: str, name: str) -> bytes:
    # 0x81, 0x8d, 0x8f, 0x90 and 0x9d are unassigned in Windows-1252, yet occur; one such byte must not lose the file.
    errors = "replace" if encoding == "cp1252" else "strict"
    decode: Callable[[bytes, str], str] = lambda raw, how: raw.decode(encoding, how)  # noqa: E731 - a typed alias
    try:
        return decode(data, errors).encode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{_what(name)} is cut off or mixed: it is not {encoding.upper()} text.") from error


def _looks_japanese(data: bytes) -> bool:
    """Whether the CP932 reading has kana or runs of double-byte characters, unlike accents among Latin letters."""
    text = data[: 1 << 16].decode("cp932", "ignore")
    foreign = [character for character in text if ord(character) > 127]
    kana = sum("\u3040" <= character <= "\u30ff" for character in foreign)
    pairs = sum(ord(a) > 127 and ord(b) > 127 for a, b in pairwise(text))
    halfwidth = sum("\uff61" <= character <= "\uff9f" for character in foreign)
    wide = len(foreign) - halfwidth
    return wide > 0 and (kana * 10 >= wide or pairs * 2 >= len(foreign))
