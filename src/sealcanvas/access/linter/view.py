"""A policy as the rules of the linter see it."""

from dataclasses import dataclass, field

from sealcanvas.access.json_text import Node
from sealcanvas.access.linter.statement_view import StatementView, statement_view
from sealcanvas.access.reading.report import PolicyKind
from sealcanvas.access.reading.statements import ELEMENTS


@dataclass
class PolicyView:
    """The whole policy. `account` is the owner's, "" where nobody knows; `bare` that it is a lone statement."""

    kind: PolicyKind
    text: str
    node: Node
    account: str
    statements: list[StatementView] = field(default_factory=list)
    bare: bool = False

    @property
    def version(self) -> str:
        """The version as written, "" without one."""
        found = self.node.member("Version")
        return "" if found is None else found.text

    @property
    def variables(self) -> bool:
        """Whether policy variables count."""
        return self.version == "2012-10-17" or self.bare


def view(node: Node, kind: PolicyKind, text: str, account: str) -> PolicyView:
    """Return what can be told of the policy whose JSON value is `node`."""
    policy = PolicyView(kind, text, node, account)
    if node.kind != "object":
        return policy
    element = node.member("Statement")
    if element is None:
        policy.bare = any(key.text in ELEMENTS for key, _ in node.members)
        items = [node] if policy.bare else []
    else:
        items = element.items if element.kind == "array" else [element]
    policy.statements = [statement_view(item, index) for index, item in enumerate(items) if item.kind == "object"]
    return policy
