"""A formula cut into words."""

import re
from dataclasses import dataclass

from sealcanvas.ml.errors import BadRecipe

_LONGEST = 4_000
_WORD = re.compile(
    r"""\s*(?:
    (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?)
    |(?P<text>'(?:[^']|'')*'|"(?:[^"]|"")*")
    |(?P<column>\[(?:[^\]]|\]\])*\])
    |(?P<name>[^\W\d]\w*)
    |(?P<sign><=|>=|<>|!=|==|[-+*/%&=<>(),])
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Word:
    """`kind`: number, text, column, name, sign or end; `at`: its place in the formula, from 1."""

    kind: str
    text: str
    at: int


def words(formula: str) -> list[Word]:
    """The words of a formula, and an end. Raises BadRecipe."""
    if len(formula) > _LONGEST:
        raise BadRecipe(f"A formula may have at most {_LONGEST:,} characters.")
    found, place = [], 0
    end = len(formula.rstrip())
    while place < end:
        match = _WORD.match(formula, place)
        if match is None:
            raise BadRecipe(f"The formula cannot be read at character {place + 1}.", position=place + 1)
        kind = str(match.lastgroup)
        found.append(Word(kind, _plain(kind, match[kind]), match.start(kind) + 1))
        place = match.end()
    return [*found, Word("end", "", end + 1)]


def _plain(kind: str, text: str) -> str:
    if kind == "text":
        return text[1:-1].replace(text[0] * 2, text[0])
    return text[1:-1].replace("]]", "]") if kind == "column" else text
