"""Patterns against patterns: whether one includes another, and whether two can have a value in common."""

import re
from functools import lru_cache

from sealcanvas.access.wildcard import Glob, split_wildcards

_MAX_LENGTH = 400
_BLANK = re.compile(r"\$\{([^}]*)\}|<[^>]*>")
_VARIABLE = re.compile(r"\$\{[^{}]*\}")

_ANY = 0
_NO_SLASH = 1
_UNSLASHED = frozenset({"Partition", "Region", "Account", "BucketName", "KeyId"})

Token = str | int
"""One character, or a run of any characters (with or without slashes)."""


def covers(wide: str, narrow: str) -> bool:
    """Tell whether every value that fits the pattern `narrow` fits `wide`; False where that is hard to say."""
    if wide in ("*", narrow):
        return True
    if "*" not in wide or ("?" in wide and ("*" in narrow or "?" in narrow)):
        return False
    return _glob(wide).matches(narrow)


def without_variables(pattern: str) -> str:
    """Return `pattern` with every policy variable read as a wildcard."""
    return _VARIABLE.sub("*", pattern) if "${" in pattern else pattern


@lru_cache(maxsize=4_096)
def can_be(pattern: str, arn_format: str) -> bool:
    """Tell whether some ARN of `arn_format` (`arn:${Partition}:s3:::${BucketName}`) fits `pattern`."""
    if len(pattern) > _MAX_LENGTH:
        return True
    listed = _format(arn_format)
    given: list[Token] = [_ANY if character == "*" else character for character in pattern]
    # Each pair is a place in the format and one in the pattern that can be reached with the same text.
    open_pairs = [(0, 0)]
    seen = {(0, 0)}
    while open_pairs:
        here, there = open_pairs.pop()
        if here == len(listed) and there == len(given):
            return True
        for pair in _steps(listed, given, here, there):
            if pair not in seen:
                seen.add(pair)
                open_pairs.append(pair)
    return False


def _steps(listed: list[Token], given: list[Token], here: int, there: int) -> list[tuple[int, int]]:
    steps = []
    left = listed[here] if here < len(listed) else None
    right = given[there] if there < len(given) else None
    if isinstance(left, int):
        steps.append((here + 1, there))
        if isinstance(right, str) and not (left == _NO_SLASH and right == "/"):
            steps.append((here, there + 1))
    if isinstance(right, int):
        steps.append((here, there + 1))
        if isinstance(left, str):
            steps.append((here + 1, there))
    if isinstance(left, str) and isinstance(right, str) and right in (left, "?"):
        steps.append((here + 1, there + 1))
    return steps


@lru_cache(maxsize=512)
def _format(arn_format: str) -> list[Token]:
    tokens: list[Token] = []
    position = 0
    for blank in _BLANK.finditer(arn_format):
        tokens.extend(arn_format[position : blank.start()])
        tokens.append(_NO_SLASH if blank.group(1) in _UNSLASHED else _ANY)
        position = blank.end()
    tokens.extend(arn_format[position:])
    return tokens


@lru_cache(maxsize=2_048)
def _glob(pattern: str) -> Glob:
    return Glob(split_wildcards(pattern))
