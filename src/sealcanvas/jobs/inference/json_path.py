"""The JSONPath subset of batch transform: docs/sagemaker.md, "Filters and joins".

Source: SageMaker Developer Guide, "Associate Prediction Results with Input Records", "Supported JSONPath Operators".
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

_NAME = re.compile(r"\.(\*|[^.\[\]'\"*,\s]+)")
_QUOTED = re.compile(r"\s*'([^']*)'\s*")
_INDEX = re.compile(r"\s*(-?\d+)\s*")
_SLICE = re.compile(r"\s*(-?\d+)?\s*:\s*(-?\d+)?\s*")
_ROOT = "$"


class BadPath(Exception):
    """The text is no path of the subset; the message says where it goes wrong."""


class NotThere(Exception):
    """The path names an attribute or an index that the record does not have."""


@dataclass(frozen=True, slots=True)
class Slice:
    """`start:end`, both included, as AWS documents it; None is the first or the last element."""

    start: int | None
    end: int | None

    def of(self, values: Sequence[Any]) -> list[Any]:
        """The elements within."""
        start = 0 if self.start is None else _from_start(self.start, len(values))
        end = len(values) - 1 if self.end is None else _from_start(self.end, len(values))
        if not 0 <= start <= end < len(values):
            raise NotThere
        return list(values[start : end + 1])


Step = tuple[str, ...] | tuple[int | Slice, ...] | None
"""Names, indexes and slices, or None for the wildcard."""


@dataclass(frozen=True, slots=True)
class JsonPath:
    """A path that was understood."""

    text: str
    steps: tuple[Step, ...]

    @property
    def whole(self) -> bool:
        """Whether it takes a record as it is."""
        return not self.steps

    @property
    def positional(self) -> bool:
        """Whether it could be used on a row of CSV: one step of indexes."""
        return len(self.steps) == 1 and (self.steps[0] is None or not isinstance(self.steps[0][0], str))

    def of(self, value: Any) -> Any:
        """The part of a record that the path names.

        A step of one name or index leads to its value; one of several makes an object or a list of what it names.
        After such a step the rest of the path is followed from each.

        Raises:
            NotThere: the record has no such part.
        """
        return _follow(value, self.steps)

    def of_row(self, row: Sequence[Any]) -> list[Any]:
        """The fields of a CSV row that the path names.

        Raises:
            NotThere: the row is too short.
        """
        found = self.of(list(row))
        return found if isinstance(found, list) else [found]


def parse_path(text: str) -> JsonPath:
    """Read a path; an empty text means the whole record.

    Raises:
        BadPath: it is none.
    """
    text = text.strip() or _ROOT
    if not text.startswith(_ROOT):
        raise BadPath("a path begins with $")
    steps: list[Step] = []
    at = 1
    while at < len(text):
        if text[at] == "." and text[at + 1 : at + 2] == "[":  # AWS writes $.field1.['child1','child2'] too
            at += 1
        if text[at] == "[":
            end = _closing(text, at)
            steps.append(_bracket(text[at + 1 : end]))
            at = end + 1
            continue
        match = _NAME.match(text, at)
        if match is None:
            raise BadPath(f"'{text[at:]}' is not understood")
        steps.append(None if match[1] == "*" else (match[1],))
        at = match.end()
    return JsonPath(text, tuple(steps))


def _closing(text: str, at: int) -> int:
    quoted = False
    for position in range(at, len(text)):
        if text[position] == "'":
            quoted = not quoted
        elif text[position] == "]" and not quoted:
            return position
    raise BadPath("a bracket is not closed")


def _bracket(text: str) -> Step:
    if text.strip() == "*":
        return None
    if "'" in text:
        return tuple(_part(_QUOTED, part, lambda match: match[1]) for part in _commas(text))
    parts = text.split(",")
    if sum(":" in part for part in parts) > 1:
        raise BadPath("only single range filters of format (eg: [1:5]) are supported")
    return tuple(
        _part(_SLICE, part, lambda match: Slice(_number(match[1]), _number(match[2])))
        if ":" in part
        else _part(_INDEX, part, lambda match: int(match[1]))
        for part in parts
    )


def _commas(text: str) -> list[str]:
    """The parts between the commas that stand outside of quotes."""
    parts, quoted = [""], False
    for character in text:
        if character == "'":
            quoted = not quoted
        if character == "," and not quoted:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _part(form: re.Pattern[str], text: str, make: Callable[[re.Match[str]], Any]) -> Any:
    match = form.fullmatch(text)
    if match is None:
        raise BadPath(f"'{text}' is not understood")
    return make(match)


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)


def _from_start(index: int, length: int) -> int:
    return index + length if index < 0 else index


def _follow(value: Any, steps: tuple[Step, ...]) -> Any:
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if step is not None and len(step) == 1 and not isinstance(step[0], Slice):
        return _follow(_one(value, step[0]), rest)
    if step is not None and isinstance(step[0], str) and not rest:
        return {name: _one(value, name) for name in step}
    return [_follow(item, rest) for item in _several(value, step)]


def _one(value: Any, key: Any) -> Any:
    if isinstance(key, str):
        if not isinstance(value, dict) or key not in value:
            raise NotThere
        return value[key]
    if not isinstance(value, list):
        raise NotThere
    index = _from_start(key, len(value))
    if not 0 <= index < len(value):
        raise NotThere
    return value[index]


def _several(value: Any, step: Step) -> list[Any]:
    if step is None:
        if isinstance(value, dict):
            return list(value.values())
        if isinstance(value, list):
            return list(value)
        raise NotThere
    if isinstance(step[0], str):
        return [_one(value, name) for name in step]
    if not isinstance(value, list):
        raise NotThere
    found: list[Any] = []
    for part in step:
        found += part.of(value) if isinstance(part, Slice) else [_one(value, part)]
    return found


WHOLE = parse_path(_ROOT)
"""A record as it is."""
