"""Text of two encodings in one file: lines of UTF-8 among lines that are none, which no single reading gets right."""

import io
import re

from sealcanvas.ml.errors import UnreadableFile

# Kana and kanji have three bytes each in UTF-8. Two of them running are no text of Windows-1252: a small letter with a
# mark, two signs, and the same once more. In CP932 two may run by chance (rare kanji); four do not.
_TWO = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){2}")
_FOUR = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){4}")
_HALF_WIDTH = re.compile("[\uff61-\uff9f]")
# Letters with marks have two bytes, in Windows-1252 a capital with a mark and a sign. A few French words in quotes look
# so too, so that it takes some lines.
_LEAST_LINES, _SHARE = 3, 0.05
_JUDGED = 4 << 20


def refuse_mixed(data: bytes, encoding: str, what: str, line: int = 1) -> None:
    """Refuse text of which some lines are UTF-8 and others are not.

    Args:
        data: whole lines, but for the last.
        encoding: as what they would be read: cp932 or cp1252.
        what: the file, for messages.
        line: the number of the first one.

    Raises:
        UnreadableFile: names a line of either kind.
    """
    ours = other = None
    sure = False
    likely = foreign = 0
    for number, each in enumerate(io.BytesIO(data[:_JUDGED]), line):
        if each.isascii():
            continue
        foreign += 1
        if not _is_utf8(each):
            if each.endswith(b"\n") or other is None:
                other = other or number
            continue
        if _surely(each, encoding):
            ours, sure = number if not sure else ours, True
        elif encoding == "cp1252" or _like_utf8(each):
            ours, likely = ours or number, likely + 1
    if ours and other and (sure or likely >= max(_LEAST_LINES, _SHARE * foreign)):
        raise UnreadableFile(
            f"{what} mixes encodings: line {ours} is UTF-8, line {other} is not. Save it in one encoding, or say in "
            "which one it is to be read."
        )


def refuse_later(block: bytes, encoding: str, what: str, line: int) -> None:
    """Refuse text of which the beginning was judged, where UTF-8 comes after all.

    Args:
        block: what follows.
        line: the number of its first line.

    Raises:
        UnreadableFile: names the line.
    """
    for found in (_TWO if encoding == "cp1252" else _FOUR).finditer(block):
        if encoding == "cp1252" or _HALF_WIDTH.search(found[0].decode("cp932", "replace")):
            ours = line + block.count(b"\n", 0, found.start())
            raise UnreadableFile(
                f"{what} mixes encodings: line {ours} is UTF-8, those before are {encoding.upper()}. Save it in one "
                "encoding, or say in which one it is to be read."
            )


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _surely(line: bytes, encoding: str) -> bool:
    return (_TWO if encoding == "cp1252" else _FOUR).search(line) is not None


def _like_utf8(line: bytes) -> bool:
    """Whether kanji of UTF-8 would be half-width kana among kanji in CP932."""
    found = _TWO.search(line)
    return found is not None and _HALF_WIDTH.search(found[0].decode("cp932", "replace")) is not None
