"""What is wrong with the text of a policy test, and the reading of its JSON values."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field

from sealcanvas.access.finding import Finding
from sealcanvas.access.json_text import Node

MAX_TEXT = 2_048


class FixtureSyntaxError(ValueError):
    """A text that is no policy test; `findings` has every fault, in the order of the text."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(findings, key=lambda each: (each.line, each.column)))
        super().__init__(" ".join(map(str, self.findings)))


@dataclass(slots=True)
class Faults:
    """The faults found so far; reading goes on past each."""

    findings: list[Finding] = field(default_factory=list)

    def refuse(self, node: Node, code: str, message: str, mend: str) -> None:
        """Note a fault at `node`."""
        self.findings.append(Finding(code, message, mend, node.line, node.column, refused=True))

    def members(self, node: Node, known: Iterable[str], of: str) -> dict[str, Node]:
        """The members of an object by name; what does not belong there is a fault."""
        if node.kind != "object":
            self.refuse(node, "wrong-type", f"{of} must be a JSON object.", "Write { … }.")
            return {}
        known = tuple(known)
        found: dict[str, Node] = {}
        for key, value in node.members:
            if key.text in known:
                found[key.text] = value
                continue
            near = difflib.get_close_matches(key.text, known, 1, 0.6)
            mend = f'Did you mean "{near[0]}"?' if near else f"Remove it; known are {', '.join(known)}."
            self.refuse(key, "unknown-member", f'"{key.text[:60]}" is no member of {of}.', mend)
        return found

    def needed(self, node: Node, members: dict[str, Node], name: str, of: str) -> Node | None:
        """The member `name`; its lack is a fault."""
        if name not in members and node.kind == "object":
            self.refuse(node, "missing-member", f"{of} has no {name}.", f'Add "{name}".')
        return members.get(name)

    def text(self, node: Node | None, name: str, limit: int = MAX_TEXT) -> str:
        """The text of a node; "" if it is none, which is a fault (but not if there is no node)."""
        if node is None:
            return ""
        if node.kind != "string":
            self.refuse(node, "wrong-type", f"{name} must be a text.", "Put it in quotes.")
            return ""
        if not node.text:
            self.refuse(node, "empty", f"{name} is empty.", "Write its value.")
        elif len(node.text) > limit:
            self.refuse(node, "too-long", f"{name} is longer than {limit:,} characters.", "Shorten it.")
        return node.text

    def texts(self, node: Node | None, name: str, limit: int) -> dict[str, str]:
        """An object of texts; values may be empty."""
        if node is None:
            return {}
        if node.kind != "object":
            self.refuse(node, "wrong-type", f"{name} must be a JSON object.", 'Write {"name": "value"}.')
            return {}
        if len(node.members) > limit:
            self.refuse(node, "too-many", f"{name} has more than {limit} members.", "Remove some.")
        found: dict[str, str] = {}
        for key, value in node.members:
            if value.kind != "string":
                self.refuse(value, "wrong-type", f'"{key.text[:60]}" of {name} must be a text.', "Put it in quotes.")
            found[key.text] = value.text
        return found
