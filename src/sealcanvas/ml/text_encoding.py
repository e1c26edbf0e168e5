"""Which encoding a text file is in, without asking: UTF-8, UTF-16, EUC-JP, CP932 (Shift_JIS), else Windows-1252."""

import codecs
import io
from collections.abc import Callable
from itertools import pairwise

from sealcanvas.ml.errors import UnreadableFile
from sealcanvas.ml.mixed_encoding import refuse_mixed

_STEP = 1 << 20
_JUDGED = 1 << 16
# Bytes without a meaning in Windows-1252.
UNASSIGNED = b"\x81\x8d\x8f\x90\x9d"


def to_utf8(data: bytes, name: str, encoding: str | None = None) -> bytes:
    """The same text in UTF-8 without byte order mark. Raises UnreadableFile for bytes that are no text.

    `encoding`: what `encoding_of` an earlier part of the same file found.
    """
    if data.startswith(codecs.BOM_UTF8):
        data = data[3:]
    head = data[:4096]
    wide = utf_16_of(head)
    if wide is not None and (len(data) % 2 == 0 or wide == "utf-16"):
        return _recode(data, wide, name)
    if is_binary(head):
        raise UnreadableFile(f"{_what(name)} is a binary file. Give a CSV or Parquet file.")
    place = data.find(0)
    if place >= 0:
        line = data.count(b"\n", 0, place) + 1
        raise UnreadableFile(f"{_what(name)} holds binary data: a NUL byte in line {line}. Remove it.")
    if encoding is not None:
        return _recode(data, encoding, name)
    encoding = encoding_of(data)
    if encoding == "cp1252" and sum(byte < 32 and byte not in b"\t\r\n\f" for byte in head) > len(head) // 100:
        raise UnreadableFile(f"{_what(name)} holds binary data. Give a CSV or Parquet file.")
    if encoding in ("cp932", "cp1252"):
        refuse_mixed(data, encoding, _what(name))
    return data if encoding == "utf-8" else _recode(data, encoding, name)


def utf_16_of(head: bytes) -> str | None:
    """utf-16, utf-16-le or utf-16-be, if text begins so: by its byte order mark, or its zeros.

    Latin text without a mark has a zero at every second byte.
    """
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = head.count(0)
    odd, even = head[1::2].count(0), head[::2].count(0)
    if zeros > 0.3 * len(head) and min(odd, even) <= zeros // 20:
        return "utf-16-le" if odd > even else "utf-16-be"
    return None


def is_binary(head: bytes) -> bool:
    """Whether text that is not UTF-16 has too many zeros for a slip."""
    return head.count(0) > max(3, len(head) // 100)


def encoding_of(data: bytes, *, whole: bool = True) -> str:
    """Of text without zeros: utf-8, euc-jp, cp932 or cp1252.

    `whole`: nothing follows, so that its last character must be whole too.
    """
    if _decodes(data, "utf-8", whole=whole):
        return "utf-8"
    shifted = _decodes(data, "cp932", whole=whole)
    if _decodes(data, "euc-jp", whole=whole) and _looks_extended(data, shifted=shifted):
        return "euc-jp"
    return "cp932" if shifted and _looks_japanese(data) else "cp1252"


def _what(name: str) -> str:
    return f"'{name}'" if name else "The file"


def _decodes(data: bytes, encoding: str, *, whole: bool) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start in range(0, len(data), _STEP):
            decoder.decode(data[start : start + _STEP])
        decoder.decode(b"", final=whole)
    except UnicodeDecodeError:
        return False
    return True


def _recode(data: bytes, encoding: str, name: str) -> bytes:
    # Unassigned bytes occur all the same; one such byte must not lose the file.
    errors = "replace" if encoding == "cp1252" else "strict"
    decode: Callable[[bytes, str], str] = lambda raw, how: raw.decode(encoding, how)  # noqa: E731 - a typed alias
    try:
        return decode(data, errors).encode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{_what(name)} is cut off or mixed: it is not {encoding.upper()} text.") from error


def _telling(data: bytes) -> bytes:
    """The first 64 KiB of lines that are not ASCII, from the whole file: a header or codes before them tell nothing."""
    lines, size = [], 0
    for line in io.BytesIO(data):
        if not line.isascii():
            lines.append(line)
            size += len(line)
            if size >= _JUDGED:
                break
    return b"".join(lines)[:_JUDGED]


def _looks_japanese(data: bytes) -> bool:
    """Whether the CP932 reading has kana, runs of wide characters, or bytes that Latin text does not put together.

    Windows-1252 has punctuation from 0x80 to 0x9f, where the lead bytes of the common kanji lie; an ASCII letter
    follows it, whereas two thirds of all second bytes of kanji are above 0x80.
    """
    text = _telling(data).decode("cp932", "ignore")
    foreign = [character for character in text if ord(character) > 127]
    kana = sum("\u3040" <= character <= "\u30ff" for character in foreign)
    pairs = sum(ord(a) > 127 and ord(b) > 127 for a, b in pairwise(text))
    halfwidth = sum("\uff61" <= character <= "\uff9f" for character in foreign)
    wide = len(foreign) - halfwidth
    raw = [character.encode("cp932", "ignore") for character in foreign]
    common = sum(len(pair) == 2 and pair[0] < 0xA0 and pair[1] >= 0x80 for pair in raw)
    unassigned = any(len(pair) == 2 and pair[0] in UNASSIGNED for pair in raw)
    return wide > 0 and (kana * 10 >= wide or pairs * 2 >= len(foreign) or common * 3 >= wide or unassigned)


def _looks_extended(data: bytes, *, shifted: bool) -> bool:
    """Whether the EUC-JP reading is Japanese, and the other one (`shifted`) is not.

    Kana and the common kanji of EUC-JP are pairs of bytes from 0xA1 on: in CP932 nearly all of them are half-width
    kana. Latin text has few runs of such bytes, of even lengths still fewer, and hardly one of kana.
    """
    text = _telling(data).decode("euc-jp", "ignore")
    foreign = [character for character in text if ord(character) > 127]
    usual = sum(
        "\u3000" <= character <= "\u30ff" or 0xB0 <= character.encode("euc-jp", "ignore")[0] <= 0xCF
        for character in foreign
    )
    runs = sum(ord(a) > 127 and ord(b) > 127 for a, b in pairwise(text))
    if not foreign or usual * 10 < 8 * len(foreign) or runs * 4 < len(foreign):
        return False
    other = [character for character in _telling(data).decode("cp932", "ignore") if ord(character) > 127]
    half = sum("\uff61" <= character <= "\uff9f" for character in other)
    return not shifted or half * 2 >= len(other)
