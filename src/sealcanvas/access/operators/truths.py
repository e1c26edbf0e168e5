"""Bool and BinaryEquals.

Bool takes policy variables, as its own page says (IAM User Guide, "Condition operators"); the page on variables says
that it does not. *Ours.*
"""

import binascii
from base64 import b64decode
from collections.abc import Sequence

from sealcanvas.access.context import Context
from sealcanvas.access.operators.family import Operator, Test
from sealcanvas.access.variables import Variable, resolve, split_variables
from sealcanvas.access.wildcard import Token

_TRUTHS = frozenset({"true", "false"})


def same_truth(values: Sequence[str], variables: bool) -> Test:
    """Compile for `true` and `false`, in any letter case."""
    wanted = frozenset(value.lower() for value in values) & _TRUTHS
    templates = [split_variables(value, variables=True, wildcards=False) for value in values if variables]
    templates = [parts for parts in templates if any(isinstance(part, Variable) for part in parts)]

    def test(found: str, context: Context) -> bool:
        truth = found.lower()
        if truth in wanted:
            return True
        return truth in _TRUTHS and any(_text(resolve(parts, context)) == truth for parts in templates)

    return test


def _text(tokens: Sequence[Token] | None) -> str | None:
    """Return the lower-cased text of a resolved value, which has no wildcards."""
    return None if tokens is None else "".join(token for token in tokens if isinstance(token, str)).lower()


def read_binary(text: str) -> bytes | None:
    """Return the bytes that `text` writes in base64, or None."""
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def same_bytes(values: Sequence[str], _variables: bool) -> Test:
    """Compile for equal bytes, both sides in base64."""
    wanted = frozenset(found for found in map(read_binary, values) if found is not None)

    def test(found: str, _context: Context) -> bool:
        return read_binary(found) in wanted

    return test


OPERATORS = (
    Operator("Bool", same_truth, valid=lambda text: text.lower() in _TRUTHS),
    Operator("BinaryEquals", same_bytes, valid=lambda text: read_binary(text) is not None),
)
