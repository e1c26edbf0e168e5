"""Two ways to read a policy without knowing the request's circumstances: as if all went well, and as if nothing did.

A condition is *settled* if who asks and what is asked for decide it; every other one depends on how the request comes.
Read hopefully, an Allow needs its settled conditions alone, and a Deny that depends on anything else is left out; read
strictly, it is the other way round. What the strict reading allows is always allowed, what the hopeful one denies is
always denied, and the engine that enforces decides both.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from sealcanvas.access.conditions import Condition
from sealcanvas.access.context import fold_key
from sealcanvas.access.layers import NamedPolicy, PolicySet
from sealcanvas.access.policy import PolicyDocument
from sealcanvas.access.principal import Principal
from sealcanvas.access.statement import Statement

_SETTLED = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalisawsservice",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:principalservicename",
        "aws:principaltype",
        "aws:resourceaccount",
        "aws:resourceorgid",
        "aws:resourceorgpaths",
        "aws:username",
        "kms:calleraccount",
        "kms:keyorigin",
        "kms:keyspec",
        "kms:keyusage",
        "kms:multiregion",
        "kms:resourcealiases",
    }
)
_SETTLED_TAGS = ("aws:resourcetag/", "iam:resourcetag/")
_PRINCIPAL_TAG = "aws:principaltag/"

View = Callable[[PolicyDocument], PolicyDocument]


@dataclass(frozen=True, slots=True)
class Settled:
    """Which condition keys who asks and what is asked for decide.

    Attributes:
        nothing: who asks is not known at all.
        tags: the principal's tags, folded; None if it can have no others (a session may bring more).
        outside: it is another account's: neither its tags nor its organization are known.
    """

    nothing: bool = False
    tags: frozenset[str] | None = None
    outside: bool = False

    @classmethod
    def of(cls, principal: Principal, *, outside: bool = False) -> "Settled":
        """The keys that `principal` settles."""
        if outside:
            return cls(outside=True)
        session = principal.kind in ("role-session", "federated-user")
        return cls(tags=frozenset(tag.lower() for tag in principal.tags) if session else None)

    def decides(self, condition: Condition) -> bool:
        """Whether the condition is true or false whatever the circumstances."""
        if self.nothing or any("${" in value for value in condition.values):
            return False
        key = fold_key(condition.key)
        if self.outside and key.startswith((_PRINCIPAL_TAG, "aws:principalorg")):
            return False
        if key.startswith(_PRINCIPAL_TAG):
            return self.tags is None or key.removeprefix(_PRINCIPAL_TAG) in self.tags
        return key in _SETTLED or key.startswith(_SETTLED_TAGS)

    def open_conditions(self, statement: Statement) -> tuple[Condition, ...]:
        """The conditions of a statement that depend on the circumstances."""
        return tuple(condition for condition in statement.conditions if not self.decides(condition))


def hopefully(policies: PolicySet, settled: Settled) -> PolicySet:
    """`policies` as if every circumstance were as it should be."""
    return _viewed(policies, lambda document: _view(document, settled, "Allow"))


def strictly(policies: PolicySet, settled: Settled) -> PolicySet:
    """`policies` as if no circumstance were as it should be."""
    return _viewed(policies, lambda document: _view(document, settled, "Deny"))


def _viewed(policies: PolicySet, view: View) -> PolicySet:
    def each(named: tuple[NamedPolicy, ...]) -> tuple[NamedPolicy, ...]:
        return tuple(replace(policy, document=view(policy.document)) for policy in named)

    control = policies.service_control
    return replace(
        policies,
        identity=each(policies.identity),
        boundary=policies.boundary and each((policies.boundary,))[0],
        session=None if policies.session is None else each(policies.session),
        service_control=None if control is None else tuple(map(each, control)),
        resource=policies.resource and each((policies.resource,))[0],
    )


@lru_cache(4_096)
def _view(document: PolicyDocument, settled: Settled, effect_helped: str) -> PolicyDocument:
    statements = []
    for statement in document.statements:
        still_open = settled.open_conditions(statement)
        if not still_open:
            statements.append(statement)
        elif statement.effect == effect_helped:
            kept = tuple(condition for condition in statement.conditions if condition not in still_open)
            statements.append(replace(statement, conditions=kept))
    return PolicyDocument(document.text, document.kind, tuple(statements), document.findings)
