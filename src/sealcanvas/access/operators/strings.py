"""StringEquals, StringEqualsIgnoreCase, StringLike and their negations."""

from collections.abc import Sequence

from sealcanvas.access.context import Context
from sealcanvas.access.operators.family import Operator, Test
from sealcanvas.access.patterns import PatternSet
from sealcanvas.access.variables import Variable, resolve, split_variables


def _equals(values: Sequence[str], variables: bool, *, fold: bool) -> Test:
    exact: set[str] = set()
    templates = []
    for value in values:
        parts = split_variables(value, variables=variables, wildcards=False)
        if any(isinstance(part, Variable) for part in parts):
            templates.append(parts)
        else:
            text = "".join(part for part in parts if isinstance(part, str))
            exact.add(text.lower() if fold else text)
    wanted = frozenset(exact)

    def test(found: str, context: Context) -> bool:
        if fold:
            found = found.lower()
        if found in wanted:
            return True
        for parts in templates:
            tokens = resolve(parts, context)
            if tokens is not None:
                text = "".join(token for token in tokens if isinstance(token, str))
                if found == (text.lower() if fold else text):
                    return True
        return False

    return test


def equals(values: Sequence[str], variables: bool) -> Test:
    """Compile for equality, letter case included."""
    return _equals(values, variables, fold=False)


def equals_ignoring_case(values: Sequence[str], variables: bool) -> Test:
    """Compile for equality without regard to case."""
    return _equals(values, variables, fold=True)


def like(values: Sequence[str], variables: bool) -> Test:
    """Compile for patterns with `*` and `?`, letter case included."""
    return PatternSet(values, variables=variables).match


OPERATORS = (
    Operator("StringEquals", equals),
    Operator("StringNotEquals", equals, negated=True),
    Operator("StringEqualsIgnoreCase", equals_ignoring_case),
    Operator("StringNotEqualsIgnoreCase", equals_ignoring_case, negated=True),
    Operator("StringLike", like),
    Operator("StringNotLike", like, negated=True),
)
