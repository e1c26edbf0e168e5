"""Where each statement of a policy stands in its text, as IAM's simulators tell it."""

import re
from dataclasses import dataclass
from functools import lru_cache
from json import JSONDecoder

_DECODER = JSONDecoder(strict=False)
_BETWEEN = re.compile(r"[\s,:]*")


@dataclass(frozen=True, slots=True)
class StatementSpan:
    """One statement; lines and columns from 1.

    As in AWS's answers, it begins right after the text that comes before it (the opening bracket of the list, the
    statement before, or its own brace if it stands alone), and ends right after its closing brace.
    Source: the examples of simulate-custom-policy and simulate-principal-policy in the AWS CLI's reference.
    """

    start_line: int
    start_column: int
    end_line: int
    end_column: int


@lru_cache(256)
def statement_spans(text: str) -> tuple[StatementSpan, ...]:
    """Return the spans of all statements of a policy that `access` parsed, in their order."""
    at = _statement_element(text)
    if text[at] != "[":
        return (_span(text, at + 1, _DECODER.raw_decode(text, at)[1]),)
    spans = []
    start = at + 1
    while text[at := _skip(text, start)] != "]":
        end = _DECODER.raw_decode(text, at)[1]
        spans.append(_span(text, start, end))
        start = end
    return tuple(spans)


def _statement_element(text: str) -> int:
    at = text.index("{") + 1
    while True:
        key, end = _DECODER.raw_decode(text, _skip(text, at))
        at = _skip(text, end)
        if key == "Statement":
            return at
        at = _DECODER.raw_decode(text, at)[1]


def _skip(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return at if found is None else found.end()


def _span(text: str, start: int, end: int) -> StatementSpan:
    return StatementSpan(*_place(text, start), *_place(text, end))


def _place(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
