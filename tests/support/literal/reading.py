"""All policies of one request held against it, layer by layer.

Pages: "Policy evaluation logic", "Troubleshoot access denied error messages"; Organizations User Guide, "SCPs".
"""

from dataclasses import dataclass, field
from typing import Any

from tests.support.literal.callers import ACCOUNT, EVERYONE, ITSELF, Caller, named_by_statement, said_of
from tests.support.literal.matching import Keys
from tests.support.literal.statements import about

Document = tuple[str, dict[str, Any]]
"""A policy: the name it goes by, and what JSON says."""


@dataclass(frozen=True)
class Question:
    """A request and all policies that bear on it; None where a layer does not apply."""

    caller: Caller
    action: str
    resource: str
    resource_account: str
    context: dict[str, str | list[str]] = field(default_factory=dict)
    identity: tuple[Document, ...] = ()
    boundary: Document | None = None
    session: tuple[Document, ...] | None = None
    service_control: tuple[tuple[Document, ...], ...] | None = None
    resource_policy: Document | None = None
    grants: tuple[dict[str, Any], ...] = ()
    encryption_context: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """The outcome, every reason that a refusal may name, and every statement that may be the one that denied.

    AWS names one kind of policy even if several deny, and does not say which: so a refusal must name one of these.
    """

    outcome: str
    reasons: frozenset[str]
    denied_by: frozenset[tuple[str, int]] = frozenset()


ALLOWED = Verdict("allowed", frozenset({"allowed"}))


def refused(*reasons: str) -> Verdict:
    """Return a denial for want of an Allow."""
    return Verdict("implicit-deny", frozenset(reasons))


class Reading:
    """All policies of a question held against it."""

    def __init__(self, question: Question, *, trust: bool) -> None:
        self.question = question
        self.trust = trust
        self.keys = keys_of(question)

    def resource_ways(self) -> set[str]:
        """Every way in which Allow statements of the resource's policy name the caller."""
        policy = self.question.resource_policy
        if policy is None:
            return set()
        return {way for index in self._hits(policy, "Allow") for way in self._named(policy, index)}

    def explicitly(self, resource_reason: str) -> Verdict | None:
        """A Deny anywhere ends it."""
        asked = self.question
        layers: dict[str, list[Document]] = {
            "identity": list(asked.identity),
            "boundary": [asked.boundary] if asked.boundary else [],
            "session": list(asked.session or ()),
            "service-control": [policy for level in asked.service_control or () for policy in level],
        }
        found = {
            (reason, policy[0], index)
            for reason, policies in layers.items()
            for policy in policies
            for index in self._hits(policy, "Deny")
        }
        policy = asked.resource_policy
        if policy is not None:
            found |= {(resource_reason, policy[0], i) for i in self._hits(policy, "Deny") if self._named(policy, i)}
        if not found:
            return None
        reasons = frozenset(reason for reason, _, _ in found)
        return Verdict("explicit-deny", reasons, frozenset((name, index) for _, name, index in found))

    def within(self, ways: set[str], *, alone: bool) -> Verdict:
        """Decide in the resource's own account; `alone` if identity policies suffice.

        Whoever the resource's policy names (or `*`) needs no identity policy. Boundary and session policy limit what
        it gives to the role or the federating user, not what it gives to the session or user itself; an SCP limits
        everything. Naming the account only lets its identity policies decide.
        """
        tries = [self.missing({way}, with_identity=False) for way in ways if way != ACCOUNT]
        if alone or ACCOUNT in ways:
            tries.append(self.missing(set(), with_identity=True))
        if not all(tries):
            return ALLOWED
        return refused(*set().union(*tries))

    def both(self, lacking: set[str]) -> Verdict:
        """Decide across accounts: the resource's side (what it lacks) and the whole of the identity's side."""
        lacking = lacking | self.missing(set(), with_identity=True)
        return refused(*lacking) if lacking else ALLOWED

    def missing(self, ways: set[str], *, with_identity: bool) -> set[str]:
        """Return the layers whose Allow is wanted and missing."""
        asked = self.question
        lacking = set()
        if with_identity and asked.caller.kind != "Account" and not self._allows(asked.identity):
            lacking.add("identity")
        if not ways & {EVERYONE, ITSELF}:
            if asked.boundary is not None and not self._allows((asked.boundary,)):
                lacking.add("boundary")
            # A role session without a session policy has all that its role has, a federated user has nothing.
            session = () if asked.session is None and asked.caller.kind == "FederatedUser" else asked.session
            if session is not None and not self._allows(session):
                lacking.add("session")
        if any(not self._allows(level) for level in asked.service_control or ()):
            lacking.add("service-control")
        return lacking

    def _allows(self, policies: tuple[Document, ...]) -> bool:
        return any(self._hits(policy, "Allow") for policy in policies)

    def _hits(self, policy: Document, effect: str) -> list[int]:
        asked, document = self.question, policy[1]
        version = document.get("Version", "2008-10-17")
        trust = self.trust and policy is asked.resource_policy
        return [
            index
            for index, statement in enumerate(statements_of(document))
            if statement["Effect"] == effect
            and about(statement, asked.action, asked.resource, self.keys, version=version, trust=trust)
        ]

    def _named(self, policy: Document, index: int) -> set[str]:
        bounded = self.question.boundary is not None
        return named_by_statement(statements_of(policy[1])[index], self.question.caller, bounded=bounded)


def statements_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    statements = document["Statement"]
    return statements if isinstance(statements, list) else [statements]


def keys_of(question: Question) -> Keys:
    """Return every condition key of the request; names have no case, those of tags and encryption contexts included."""
    encryption = question.encryption_context
    derived: dict[str, Any] = {f"kms:EncryptionContext:{name}": value for name, value in encryption.items()}
    derived |= {"kms:EncryptionContextKeys": list(encryption) or None}
    derived |= {"aws:ResourceAccount": question.resource_account or None}
    derived |= said_of(question.caller)
    given = {**derived, **question.context}
    return {
        name.lower(): value if isinstance(value, list) else [value]
        for name, value in given.items()
        if value is not None
    }
