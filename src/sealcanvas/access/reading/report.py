"""What is found while a policy is read."""

import re
from dataclasses import dataclass, field
from typing import Literal

from sealcanvas.access.finding import Finding, printable
from sealcanvas.access.json_text import Node

PolicyKind = Literal["identity", "key", "bucket", "trust", "boundary", "session", "service-control"]

WITHOUT_PRINCIPAL: frozenset[PolicyKind] = frozenset({"identity", "boundary", "session", "service-control"})
READ_BY_IAM: frozenset[PolicyKind] = frozenset({"identity", "boundary", "session", "trust", "service-control"})

MAX_REFUSALS = 50
MAX_DOUBTS = 100

PLACEHOLDER = re.compile(r"<[^<>]+>")


def shown(text: str, limit: int = 100) -> str:
    """Return `text` in quotes, shortened for a message."""
    return f'"{text}"' if len(text) <= limit else f'"{text[:limit]}…"'


def finding_at(node: Node, code: str, message: str, mend: str, *, refused: bool, aws: str) -> Finding:
    """The finding on `node`, in words that can be printed; `aws` is AWS's sentence where it refuses the policy."""
    return Finding(
        code,
        printable(message),
        printable(mend),
        node.line,
        node.column,
        refused,
        node.end_line,
        node.end_column,
        printable(aws),
    )


class TooManyFaultsError(Exception):
    """The text has so many faults that it is not read to its end."""


@dataclass(slots=True)
class Report:
    """The kind of policy that is read, and the findings so far."""

    kind: PolicyKind
    findings: list[Finding] = field(default_factory=list)
    _refusals: int = 0
    _doubts: int = 0

    def refuse(self, node: Node, code: str, message: str, mend: str, aws: str = "") -> None:
        """Note a fault for which AWS refuses the policy, with its own sentence where that names a value.

        Raises TooManyFaultsError when enough are known: the rest of the text would only tell more of them.
        """
        self._note(node, code, message, mend, refused=True, aws=aws)
        self._refusals += 1
        if self._refusals >= MAX_REFUSALS:
            raise TooManyFaultsError

    def warn(self, node: Node, code: str, message: str, mend: str) -> None:
        """Note a doubt that AWS lets pass; of very many only the first are kept."""
        self._doubts += 1
        if self._doubts <= MAX_DOUBTS:
            self._note(node, code, message, mend, refused=False)

    def _note(self, node: Node, code: str, message: str, mend: str, *, refused: bool, aws: str = "") -> None:
        self.findings.append(finding_at(node, code, message, mend, refused=refused, aws=aws))

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
