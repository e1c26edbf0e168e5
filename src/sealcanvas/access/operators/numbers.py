"""NumericEquals, NumericLessThan and the like: exact decimal numbers."""

import re
from decimal import Decimal

from sealcanvas.access.operators.comparisons import comparison_operators

# The bounds keep a hostile exponent from making a number of a billion digits.
_NUMBER = re.compile(r"[+-]?(?:\d{1,60}(?:\.\d{0,60})?|\.\d{1,60})(?:[eE][+-]?\d{1,3})?\Z", re.ASCII)


def read_number(text: str) -> Decimal | None:
    """Return the number that `text` writes, or None."""
    return Decimal(text) if _NUMBER.match(text) else None


OPERATORS = comparison_operators("Numeric", read_number)
