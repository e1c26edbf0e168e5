"""All condition operators, by lower-cased name. `Null` is not among them: it tests presence, not values."""

from sealcanvas.access.operators import addresses, arns, dates, numbers, strings, truths
from sealcanvas.access.operators.family import Operator

OPERATORS: dict[str, Operator] = {
    operator.name.lower(): operator
    for family in (strings, numbers, dates, truths, addresses, arns)
    for operator in family.OPERATORS
}
