"""Text that somebody else wrote, as a terminal may show it: names, Sids and policies obey nobody but the reader."""

from unicodedata import category

_OBEYED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of characters that move the cursor, change colours or direction, or begin a line."""


def plain(text: str, *, lines: bool = False) -> str:
    """Return `text` with every character that a terminal would obey written as its escape (`\\x1b`).

    Args:
        lines: line breaks stay what they are.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        each if category(each) not in _OBEYED or (lines and each == "\n") else _escaped(each) for each in text
    )


def _escaped(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
