"""Values of a request, written into a policy as what they are: a `*` that somebody put into a name is no wildcard.

Source: IAM User Guide, "IAM policy elements: Variables and tags", Specifying special characters.
"""

import re

from sealcanvas.access.conditions import OperatorName
from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.mend.change import version_of

_PATTERNS = frozenset({"stringlike", "stringnotlike", "arnequals", "arnlike", "arnnotequals", "arnnotlike"})
_WILDCARDS = re.compile(r"[*?]")
_VARIABLES = re.compile(r"\$(?=\{)")


class NotWritable(Exception):
    """The policy's version has no way to write the value so that it means itself alone."""


def verbatim(value: str, policy: NamedPolicy | None, *, pattern: bool = True) -> str:
    """Return how `policy` (None: a new one) writes `value` so that nothing else fits it.

    Args:
        pattern: it is written where wildcards count; variables count everywhere.

    Raises:
        NotWritable: it has a wildcard, and the policy is of a version without `${*}`.
    """
    if policy is not None and version_of(policy.document.text) != "2012-10-17":
        if pattern and _WILDCARDS.search(value):
            raise NotWritable(value)
        return value
    escaped = _VARIABLES.sub("${$}", value)
    if not pattern:
        return escaped
    # Only the value's own characters: those of `${$}` are no wildcards.
    return _WILDCARDS.sub(lambda found: f"${{{found[0]}}}", escaped)


def is_pattern(operator: str) -> bool:
    """Tell whether wildcards count in the values of a condition operator."""
    name = OperatorName.read(operator)
    return name is not None and name.base in _PATTERNS
