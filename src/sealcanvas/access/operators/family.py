"""What a family of condition operators is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sealcanvas.access.context import Context

Test = Callable[[str, Context], bool]
"""Tells whether one value of the request fits one of the policy's values."""

Compile = Callable[[Sequence[str], bool], Test]
"""Makes a Test of the policy's values; the flag says whether policy variables count."""


@dataclass(frozen=True, slots=True)
class Operator:
    """One condition operator: its name as AWS writes it, its family's test, and whether it is the test's negation.

    `valid` tells whether a text can be a value of this operator (a policy variable in it is never judged).
    """

    name: str
    compile: Compile
    negated: bool = False
    valid: Callable[[str], bool] | None = None
