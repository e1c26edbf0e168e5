"""How a file is to be read, where that is not to be found out."""

import codecs
from dataclasses import dataclass

from sealcanvas.ml.errors import BadOption

FORMATS = ("csv", "parquet", "xlsx", "jsonl")
ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp932", "euc-jp", "cp1252")
"""Encodings that may be asked for; Shift_JIS is read as CP932, its superset, and Latin-1 as Windows-1252."""

_SAME = {
    "utf-8-sig": "utf-8",
    "shift_jis": "cp932",
    "euc_jp": "euc-jp",
    "iso8859-1": "cp1252",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
}


@dataclass(frozen=True)
class Options:
    """All of them optional.

    Attributes:
        form: one of FORMATS.
        encoding: of text, as Python or the web names it.
        delimiter: one character.
        quote: one character; "" where quotes are characters as any other.
        header: whether the first row holds names; else columns are called column_1, column_2, …
        sheet: of a workbook; its first one, if not told.

    Raises:
        BadOption: one that does not exist.
    """

    form: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    header: bool | None = None
    sheet: str | None = None

    def __post_init__(self) -> None:
        if self.form is not None and self.form not in FORMATS:
            raise BadOption(f"There is no format '{self.form:.40}'. Choose one of {', '.join(FORMATS)}.")
        for name, value in (("delimiter", self.delimiter), ("quote", self.quote)):
            if value is not None and (len(value) > 1 or value in ("\r", "\n") or not value.isascii()):
                raise BadOption(f"The {name} must be a single ASCII character.")
        if self.delimiter == "" or (self.delimiter is not None and self.delimiter == self.quote):
            raise BadOption("The delimiter must be a character, another one than the quote.")
        if self.encoding is not None:
            object.__setattr__(self, "encoding", _encoding(self.encoding))


def _encoding(name: str) -> str:
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        known = ""
    known = _SAME.get(known, known)
    if known not in ENCODINGS:
        raise BadOption(f"The encoding '{name:.40}' is not known. Choose one of {', '.join(ENCODINGS)}.")
    return known
