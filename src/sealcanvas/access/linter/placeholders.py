"""Values that somebody forgot to fill in."""

import re
from collections.abc import Iterator

from sealcanvas.access.json_text import Node
from sealcanvas.access.linter.notes import Notes
from sealcanvas.access.linter.view import PolicyView
from sealcanvas.access.reading.report import PLACEHOLDER, shown

_BLANK = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"(?:AWS_?)?(?:ACCOUNT|REGION)(?:[_-]?(?:ID|NUMBER|NAME))?|AWS[_-]ACCOUNT(?:[_-]ID)?|AWS[_-]REGION|Account-?ID|AccountId"
    r"|[Yy][Oo][Uu][Rr][-_][A-Za-z0-9_-]+|YOUR[A-Z_]+|EXAMPLE[_-][A-Z_-]+|INSERT[_-][A-Z_-]+|REPLACE[_-][A-Z_-]+"
    r"|BUCKET[_-]?NAME|KEY[_-]?ID|ROLE[_-]?NAME|USER[_-]?NAME|X{4,}"
    r")(?![A-Za-z0-9])"
    r"|\$\{AWS::[A-Za-z]+\}|\{\{[^{}]*\}\}"
)
_EXAMPLES = re.compile(
    r"(?<!\d)(?:123456789012|111122223333|444455556666|777788889999|123456789098|111111111111|000000000000"
    r"|999999999999|012345678901|210987654321)(?!\d)"
)


def check_placeholders(policy: PolicyView, notes: Notes) -> None:
    """Note every value that looks like an example's: a blank, or one of the account ids of AWS's documentation."""
    for node in _values(policy):
        if PLACEHOLDER.search(node.text):
            continue  # reading has told
        blank = _BLANK.search(node.text)
        if blank is not None:
            message = f"{shown(node.text)}: {shown(blank.group())} looks like a placeholder."
            notes.add("placeholder", node, message, "Write your own value.")
            continue
        example = _EXAMPLES.search(node.text)
        if example is not None and example.group() != policy.account:
            message = f"{shown(node.text)}: {example.group()} is an account of AWS's examples."
            notes.add("example-account", node, message, "Write your own account.")


def _values(policy: PolicyView) -> Iterator[Node]:
    for statement in policy.statements:
        yield from statement.resources
        for nodes in statement.principals.values():
            yield from nodes
        for condition in statement.conditions:
            yield from condition.values
