"""The models' patterns, which are Java's, as Python's."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache

_CLASS = re.compile(r"\\p\{(L|M|Z|N|P|S)\}")
# SageMaker's CustomerMetadataKey repeats the end of the text, which means nothing in Java and is an error in Python.
_REPEATED_END = re.compile(r"(?<!\\)\$\{[0-9]+,[0-9]+\}")
# SageMaker's runtime: POSIX classes, the first of them outside of brackets, and another spelling of the end.
_WORDS = {r"\p{ASCII}": r"[\x00-\x7f]", r"\p{Print}": r"\x20-\x7e", r"\z": r"\Z"}


@cache
def compile_pattern(pattern: str) -> re.Pattern[str]:
    r"""A model's pattern compiled; to be used with fullmatch.

    Java's \\w, \\d and \\s are ASCII; \\p{L} and its like name Unicode categories, which Python's re lacks: they are
    written out as ranges. Of those, none stands outside of brackets in the models. Raises re.error.
    """
    pattern = _REPEATED_END.sub("$", pattern)
    for word, meaning in _WORDS.items():
        pattern = pattern.replace(word, meaning)
    return re.compile(_CLASS.sub(lambda m: _ranges()[m[1]], pattern), re.ASCII)


@cache
def _ranges() -> dict[str, str]:
    """Each general category as the inside of a character class, by one walk over Unicode."""
    found: dict[str, list[str]] = {}
    category, start = "", 0
    for point in range(sys.maxunicode + 2):
        here = unicodedata.category(chr(point))[0] if point <= sys.maxunicode else ""
        if here != category:
            if category:
                found.setdefault(category, []).append(f"\\U{start:08x}-\\U{point - 1:08x}")
            category, start = here, point
    return {name: "".join(ranges) for name, ranges in found.items()}
