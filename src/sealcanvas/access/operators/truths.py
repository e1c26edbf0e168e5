"""Bool and BinaryEquals."""

import binascii
from base64 import b64decode
from collections.abc import Sequence

from sealcanvas.access.context import Context
from sealcanvas.access.operators.family import Operator, Test

_TRUTHS = frozenset({"true", "false"})


def same_truth(values: Sequence[str], _variables: bool) -> Test:
    """Compile for `true` and `false`, in any letter case."""
    wanted = frozenset(value.lower() for value in values) & _TRUTHS

    def test(found: str, _context: Context) -> bool:
        return found.lower() in wanted

    return test


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
