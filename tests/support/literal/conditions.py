"""Condition blocks.

Pages: "Condition operators" (missing keys, IfExists, Null), "Conditions with multiple context keys or values" (AND, OR,
NOR), "Single-valued vs. multivalued context keys" (ForAllValues, ForAnyValue).
"""

from typing import Any

from tests.support.literal.matching import Keys
from tests.support.literal.operators import COMPARE, NEGATED


def as_list(value: Any) -> list[Any]:
    """Return a list as it is and anything else as a list of one: JSON policies mean the same by both."""
    return value if isinstance(value, list) else [value]


def text(value: Any) -> str:
    """Return a condition's value as text; JSON's true, false and numbers are what they look like."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def block_holds(block: dict[str, dict[str, Any]], keys: Keys, *, variables: bool) -> bool:
    """Tell whether every key of every operator holds (AND)."""
    return all(
        condition_holds(operator, key, [text(value) for value in as_list(values)], keys, variables=variables)
        for operator, wanted in block.items()
        for key, values in wanted.items()
    )


def condition_holds(operator: str, key: str, wanted: list[str], keys: Keys, *, variables: bool) -> bool:
    """Tell whether one key under one operator holds."""
    found = keys.get(key.lower(), [])  # an empty set of values is no value
    prefix, _, rest = operator.rpartition(":")
    if rest == "Null":
        return any((value.lower() == "true") == (not found) for value in wanted)
    if_exists = rest.endswith("IfExists")
    name = rest.removesuffix("IfExists")
    negated = name in NEGATED
    compare = COMPARE[NEGATED.get(name, name)]

    def any_wanted(value: str) -> bool:
        return any(compare(each, value, keys, variables) for each in wanted)

    if not found:
        if if_exists or prefix == "ForAllValues":
            return True
        return False if prefix == "ForAnyValue" else negated
    if prefix == "ForAllValues":
        return all(any_wanted(value) != negated for value in found)
    if prefix == "ForAnyValue":
        return any(any_wanted(value) != negated for value in found)
    # Without a qualifier AWS wants a single value; of several, one that matches is a match. *Ours.*
    return any(any_wanted(value) for value in found) != negated
