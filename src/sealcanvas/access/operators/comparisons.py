"""The six comparisons that numbers and dates share."""

import operator
from collections.abc import Callable, Sequence
from decimal import Decimal

from sealcanvas.access.context import Context
from sealcanvas.access.operators.family import Operator, Test

_COMPARISONS: tuple[tuple[str, Callable[[Decimal, Decimal], bool], bool], ...] = (
    ("Equals", operator.eq, False),
    ("NotEquals", operator.eq, True),
    ("LessThan", operator.lt, False),
    ("LessThanEquals", operator.le, False),
    ("GreaterThan", operator.gt, False),
    ("GreaterThanEquals", operator.ge, False),
)


def comparison_operators(prefix: str, read: Callable[[str], Decimal | None]) -> tuple[Operator, ...]:
    """Return the operators `prefix` + Equals, LessThan, …; `read` gives a text's place on the line (None: it has none).

    A value of either side that cannot be read compares with nothing.
    """

    def compiler(compare: Callable[[Decimal, Decimal], bool]) -> Callable[[Sequence[str], bool], Test]:
        def compile_values(values: Sequence[str], _variables: bool) -> Test:
            wanted = tuple(value for value in map(read, values) if value is not None)

            def test(found: str, _context: Context) -> bool:
                value = read(found)
                return value is not None and any(compare(value, each) for each in wanted)

            return test

        return compile_values

    return tuple(
        Operator(prefix + name, compiler(compare), negated, lambda text: read(text) is not None)
        for name, compare, negated in _COMPARISONS
    )
