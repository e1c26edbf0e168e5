"""ArnEquals and ArnLike (which are the same) and their negations.

An ARN has six parts divided by colons; each is compared on its own, so that a `*` never reaches into the next part.
"""

from collections.abc import Sequence

from sealcanvas.access.context import Context
from sealcanvas.access.operators.family import Operator, Test
from sealcanvas.access.variables import Part, resolve, split_variables
from sealcanvas.access.wildcard import Glob, Token, Wild

_PARTS = 6


def _split(text: str) -> list[str] | None:
    parts = text.split(":", _PARTS - 1)
    return parts if len(parts) == _PARTS and parts[0] == "arn" else None


def _split_tokens(tokens: Sequence[Token]) -> tuple[Glob, ...] | None:
    if list(tokens) == [Wild.RUN]:
        return (Glob(tokens),) * _PARTS
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if isinstance(token, Wild):
            parts[-1].append(token)
            continue
        pieces = token.split(":", _PARTS - len(parts))
        for place, piece in enumerate(pieces):
            if place:
                parts.append([])
            if piece:
                parts[-1].append(piece)
    if len(parts) != _PARTS:
        return None
    return tuple(Glob(part) for part in parts)


def arn_like(values: Sequence[str], variables: bool) -> Test:
    """Compile for ARNs of which each part fits."""
    exact: set[str] = set()
    patterns: list[tuple[Glob, ...]] = []
    templates: list[list[Part]] = []
    for value in values:
        parts = split_variables(value, variables=variables, wildcards=True)
        tokens = [part for part in parts if isinstance(part, str | Wild)]
        if len(tokens) != len(parts):
            templates.append(parts)
        elif not any(isinstance(token, Wild) for token in tokens):
            exact.add("".join(token for token in tokens if isinstance(token, str)))
        else:
            pattern = _split_tokens(tokens)
            if pattern is not None:
                patterns.append(pattern)
    wanted = frozenset(exact)

    def fits(pattern: tuple[Glob, ...], pieces: list[str]) -> bool:
        return all(glob.matches(piece) for glob, piece in zip(pattern, pieces, strict=True))

    def test(found: str, context: Context) -> bool:
        pieces = _split(found)
        if pieces is None:
            return False
        if found in wanted or any(fits(pattern, pieces) for pattern in patterns):
            return True
        for parts in templates:
            tokens = resolve(parts, context)
            pattern = None if tokens is None else _split_tokens(tokens)
            if pattern is not None and fits(pattern, pieces):
                return True
        return False

    return test


def _valid(text: str) -> bool:
    return text == "*" or text.count(":") >= _PARTS - 1


OPERATORS = (
    Operator("ArnEquals", arn_like, valid=_valid),
    Operator("ArnNotEquals", arn_like, negated=True, valid=_valid),
    Operator("ArnLike", arn_like, valid=_valid),
    Operator("ArnNotLike", arn_like, negated=True, valid=_valid),
)
