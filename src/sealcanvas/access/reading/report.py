"""What is found while a policy is read."""

import re
from dataclasses import dataclass, field
from typing import Literal

from sealcanvas.access.finding import Finding
from sealcanvas.access.json_text import Node

PolicyKind = Literal["identity", "key", "bucket", "trust", "boundary", "session", "service-control"]

WITHOUT_PRINCIPAL: frozenset[PolicyKind] = frozenset({"identity", "boundary", "session", "service-control"})
READ_BY_IAM: frozenset[PolicyKind] = frozenset({"identity", "boundary", "session", "trust", "service-control"})

PLACEHOLDER = re.compile(r"<[^<>]+>")


def shown(text: str, limit: int = 100) -> str:
    """Return `text` in quotes, shortened for a message."""
    return f'"{text}"' if len(text) <= limit else f'"{text[:limit]}…"'


@dataclass(slots=True)
class Report:
    """The kind of policy that is read, and the findings so far."""

    kind: PolicyKind
    findings: list[Finding] = field(default_factory=list)

    def refuse(self, node: Node, code: str, message: str, mend: str) -> None:
        """Note a fault for which AWS refuses the policy."""
        self.findings.append(Finding(code, message, mend, node.line, node.column, refused=True))

    def warn(self, node: Node, code: str, message: str, mend: str) -> None:
        """Note a doubt that AWS lets pass."""
        self.findings.append(Finding(code, message, mend, node.line, node.column, refused=False))

    def texts(self, node: Node, element: str) -> list[Node]:
        """Return the text nodes of an element that takes a text or a list of texts."""
        if node.kind == "string":
            return [node]
        if node.kind != "array":
            self.refuse(node, "wrong-type", f"{element} must be a text or a list of texts.", "Write it so.")
            return []
        if not node.items:
            self.warn(node, "empty-list", f"{element} is an empty list: it matches nothing.", "Fill or remove it.")
        texts = []
        for item in node.items:
            if item.kind == "string":
                texts.append(item)
            else:
                self.refuse(item, "wrong-type", f"{element} takes only texts.", "Put the value in quotes.")
        return texts
