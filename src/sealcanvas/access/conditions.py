"""Conditions: one operator, one key, its values.

All conditions of a statement must hold. Of one condition, the values are alternatives; under a negated operator none
may fit. A missing key fails a condition, but passes a negated one and one with `IfExists`.
Source: IAM User Guide, "Condition operators", "Multivalued context keys".
"""

from dataclasses import dataclass
from typing import Literal

from sealcanvas.access.context import Context, fold_key
from sealcanvas.access.operators.family import Test
from sealcanvas.access.operators.registry import OPERATORS

Qualifier = Literal["ForAllValues", "ForAnyValue"]

_QUALIFIERS: dict[str, Qualifier] = {"forallvalues": "ForAllValues", "foranyvalue": "ForAnyValue"}
_IF_EXISTS = "ifexists"


@dataclass(frozen=True, slots=True)
class OperatorName:
    """A condition operator as a policy writes it, taken apart; `base` is lower-cased, `null` for Null."""

    base: str
    qualifier: Qualifier | None
    if_exists: bool

    @classmethod
    def read(cls, text: str) -> "OperatorName | None":
        """Return the parts of e.g. `ForAnyValue:StringLikeIfExists`, or None if there is no such operator."""
        prefix, colon, base = text.lower().rpartition(":")
        qualifier = _QUALIFIERS.get(prefix) if colon else None
        if colon and qualifier is None:
            return None
        if base == "null":
            return cls(base, qualifier, False)
        if_exists = base.endswith(_IF_EXISTS)
        base = base.removesuffix(_IF_EXISTS)
        return cls(base, qualifier, if_exists) if base in OPERATORS else None


class Condition:
    """One compiled condition; `operator` and `key` are as written, `values` the policy's alternatives."""

    __slots__ = ("_folded", "_if_exists", "_negated", "_null", "_qualifier", "_test", "key", "operator", "values")

    def __init__(self, operator: str, key: str, values: tuple[str, ...], *, variables: bool) -> None:
        """Compile a condition; `variables` lets policy variables count.

        Raises ValueError if there is no such operator.
        """
        name = OperatorName.read(operator)
        if name is None:
            raise ValueError(f"no such condition operator: {operator}")
        self.operator = operator
        self.key = key
        self.values = values
        self._folded = fold_key(key)
        self._qualifier = name.qualifier
        self._if_exists = name.if_exists
        self._null = name.base == "null"
        self._negated = False
        self._test: Test | None = None
        if not self._null:
            family = OPERATORS[name.base]
            self._negated = family.negated
            self._test = family.compile(values, variables)

    def holds(self, context: Context) -> bool:
        """Tell whether the condition is true for the request of `context`."""
        found = context.get(self._folded)
        test = self._test
        if test is None:
            return ("false" if found else "true") in (value.lower() for value in self.values)
        if not found:
            return self._holds_for_nothing()
        negated = self._negated
        if len(found) == 1:  # then the qualifiers make no difference
            return test(found[0], context) != negated
        if self._qualifier == "ForAllValues":
            return all(test(value, context) != negated for value in found)
        if self._qualifier == "ForAnyValue":
            return any(test(value, context) != negated for value in found)
        return any(test(value, context) for value in found) != negated

    def found(self, context: Context) -> tuple[str, ...] | None:
        """Return what the request carries for this condition's key, or None; an empty set of values is nothing."""
        return context.get(self._folded) or None

    def _holds_for_nothing(self) -> bool:
        if self._if_exists or self._qualifier == "ForAllValues":
            return True
        return self._qualifier is None and self._negated
