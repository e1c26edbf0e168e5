"""Policy documents: parsed once, immutable, compiled for matching."""

from dataclasses import dataclass
from typing import Literal

from sealcanvas.access.finding import Finding, PolicySyntaxError

__all__ = ["Finding", "PolicyDocument", "PolicyKind", "PolicySyntaxError", "findings"]

PolicyKind = Literal["identity", "key", "bucket", "trust", "boundary", "session"]


@dataclass(frozen=True, slots=True, eq=False)
class PolicyDocument:
    """One policy, compiled; `text` is the text as it was given."""

    text: str
    kind: PolicyKind

    @classmethod
    def parse(cls, text: str, kind: PolicyKind) -> "PolicyDocument":
        """Return the compiled policy of `text`, from a cache if it was parsed before.

        Raises PolicySyntaxError, with every fault found, if AWS would refuse the text for this `kind` of policy.
        """
        raise NotImplementedError

    def principals(self) -> frozenset[str]:
        """Return the AWS principals that the document names (ARNs and unique ids; no `*`, no services)."""
        raise NotImplementedError


def findings(document: PolicyDocument) -> tuple[Finding, ...]:
    """Return what the linter says of a document that AWS accepts."""
    raise NotImplementedError
