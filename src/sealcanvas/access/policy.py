"""Policy documents: parsed once, immutable, compiled for matching."""

from functools import lru_cache

from sealcanvas.access.action_index import ActionIndex
from sealcanvas.access.aws_sentences import aws_sentence
from sealcanvas.access.finding import Finding, PolicySyntaxError
from sealcanvas.access.reading.documents import read_document
from sealcanvas.access.reading.report import PolicyKind
from sealcanvas.access.statement import Statement

__all__ = ["Finding", "PolicyDocument", "PolicyKind", "PolicySyntaxError", "findings", "lint"]

_CACHED_DOCUMENTS = 2_048
_REMEMBERED_ACTIONS = 1_024


class PolicyDocument:
    """One policy, compiled; immutable. `text` is as it was given, `statements` are in its order."""

    __slots__ = ("_by_action", "findings", "kind", "statements", "text")

    def __init__(
        self, text: str, kind: PolicyKind, statements: tuple[Statement, ...], findings: tuple[Finding, ...]
    ) -> None:
        """Use `parse`; this only puts the parts together."""
        self.text = text
        self.kind = kind
        self.statements = statements
        self.findings = findings
        self._by_action: dict[str, ActionIndex] = {}

    @classmethod
    def parse(cls, text: str, kind: PolicyKind) -> "PolicyDocument":
        """Return the compiled policy of `text`, from a cache if it was parsed before.

        Raises PolicySyntaxError, with every fault found, if AWS would refuse the text for this `kind` of policy.
        """
        return _parse(text, kind)

    def about(self, action: str) -> ActionIndex:
        """Return the statements that are about `action`; remembered, for few actions are ever asked."""
        found = self._by_action.get(action)
        if found is None:
            found = ActionIndex(statement for statement in self.statements if statement.covers_action(action))
            if len(self._by_action) >= _REMEMBERED_ACTIONS:  # a caller that makes up actions gains no memory
                self._by_action.clear()
            self._by_action[action] = found
        return found

    def principals(self) -> frozenset[str]:
        """Return the AWS principals that the document names, as ARNs or unique ids (no `*`, no services)."""
        named = (statement.principals for statement in self.statements)
        return frozenset[str]().union(*(element.aws for element in named if element is not None))

    def services(self) -> frozenset[str]:
        """Return the hosts of the service principals that the document names."""
        named = (statement.principals for statement in self.statements)
        return frozenset[str]().union(*(element.services for element in named if element is not None))

    def __repr__(self) -> str:
        return f"PolicyDocument(kind={self.kind!r}, statements={len(self.statements)})"


@lru_cache(maxsize=_CACHED_DOCUMENTS)
def _parse(text: str, kind: PolicyKind) -> PolicyDocument:
    reading = read_document(text, kind)
    if any(each.refused for each in reading.findings):
        raise PolicySyntaxError.of(reading.findings, aws_sentence(reading.findings, kind, text))
    return PolicyDocument(text, kind, reading.statements, reading.findings)


def findings(document: PolicyDocument) -> tuple[Finding, ...]:
    """Return what reading found in a document that AWS accepts; `access.linter` says the rest."""
    return document.findings


def lint(text: str, kind: PolicyKind) -> tuple[Finding, ...]:
    """Return every finding on the form of `text`, those for which AWS would refuse it included; never raises."""
    return read_document(text, kind).findings
