"""Patterns with `*` and `?`, matched in time that grows with the text alone, whatever the pattern."""

import re
from collections.abc import Sequence
from enum import Enum


class Wild(Enum):
    """A wildcard: any run of characters, or any one character."""

    RUN = "*"
    ONE = "?"


Token = str | Wild
"""A stretch of literal text, or a wildcard."""

_WILDCARDS = {"*": Wild.RUN, "?": Wild.ONE}


class _Segment:
    """The text between two `*`: literal, or with `?` in it (then a fixed-length expression, which cannot backtrack)."""

    __slots__ = ("expression", "length", "text")

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.length = sum(len(token) if isinstance(token, str) else 1 for token in tokens)
        self.text = "".join(token for token in tokens if isinstance(token, str))
        self.expression: re.Pattern[str] | None = None
        if len(self.text) != self.length:
            source = "".join(re.escape(token) if isinstance(token, str) else "." for token in tokens)
            self.expression = re.compile(source, re.DOTALL)

    def fits_at(self, value: str, position: int) -> bool:
        if self.expression is None:
            return value.startswith(self.text, position)
        return self.expression.match(value, position) is not None

    def find(self, value: str, start: int, end: int) -> int:
        if self.expression is None:
            return value.find(self.text, start, end)
        found = self.expression.search(value, start, end)
        return -1 if found is None else found.start()


class Glob:
    """A compiled pattern of literal stretches and wildcards."""

    __slots__ = ("_segments",)

    def __init__(self, tokens: Sequence[Token]) -> None:
        segments: list[list[Token]] = [[]]
        for token in tokens:
            if token is Wild.RUN:
                segments.append([])
            else:
                segments[-1].append(token)
        # Runs of `*` mean the same as one; their empty segments would only cost time.
        kept = [seg for place, seg in enumerate(segments) if seg or place in (0, len(segments) - 1)]
        self._segments = tuple(_Segment(segment) for segment in kept)

    def matches(self, value: str) -> bool:
        """Tell whether the whole of `value` fits the pattern."""
        first, last = self._segments[0], self._segments[-1]
        if first is last:
            return len(value) == first.length and first.fits_at(value, 0)
        position, end = first.length, len(value) - last.length
        if end < position or not first.fits_at(value, 0) or not last.fits_at(value, end):
            return False
        for segment in self._segments[1:-1]:
            found = segment.find(value, position, end)
            if found < 0:
                return False
            position = found + segment.length
        return True


def split_wildcards(text: str) -> list[Token]:
    """Return the tokens of `text`, in which every `*` and `?` is a wildcard."""
    tokens: list[Token] = []
    literal = ""
    for character in text:
        wild = _WILDCARDS.get(character)
        if wild is None:
            literal += character
            continue
        if literal:
            tokens.append(literal)
            literal = ""
        tokens.append(wild)
    if literal:
        tokens.append(literal)
    return tokens
