"""What one layer of policies said of a request: facts, which `words` puts into a language."""

from dataclasses import dataclass
from typing import Literal

Layer = Literal["identity", "resource", "boundary", "session", "service-control", "grant", "trust"]
LayerOutcome = Literal["allow", "explicit-deny", "no-match", "not-applicable", "delegates"]

Cause = Literal[
    "allows",
    "delegates",
    "denies",
    "root-user",
    "not-applicable",
    "no-policy",
    "no-statement",
    "principal",
    "resource",
    "condition",
    "grant",
    "grant-retiring",
    "grant-grantee",
    "grant-issuer",
    "grant-missing",
    "no-grant",
    "grant-operation",
    "grant-constraint",
    "another-account",
]
"""Why a layer said what it said.

`principal`, `resource`, `condition`: the nearest statement allows the action, but to others, on something else, under
a condition that is not met. `grant-retiring` to `grant-missing`: why RetireGrant needs no policy's leave.
`grant-operation`, `grant-constraint`: the principal has a grant, but without this operation, or under a constraint
that is not met. `another-account`: whoever asks is of another account than the resource, and is not told.
"""


@dataclass(frozen=True, slots=True)
class StatementRef:
    """Where a statement stands: the policy's name, its Sid (or None), index from 0, line from 1, and its effect."""

    document: str
    sid: str | None
    index: int
    line: int
    effect: Literal["Allow", "Deny"]

    def __str__(self) -> str:
        name = f'"{self.sid}"' if self.sid else str(self.index + 1)
        return f"statement {name} (line {self.line}) of {self.document}"


@dataclass(frozen=True, slots=True)
class ConditionCheck:
    """One condition held against the request: what the policy wants of `key`, and what the request carries.

    `found` is None where the request does not carry the key; `held` is the condition's truth.
    """

    statement: StatementRef
    operator: str
    key: str
    wanted: tuple[str, ...]
    found: tuple[str, ...] | None
    held: bool


@dataclass(frozen=True, slots=True)
class LayerResult:
    """What one layer of policies said.

    `statement` decided; `nearest` is the one that came nearest where none did. `documents` are the names of the
    layer's policies. `checks` are the conditions of a Deny that decided, or those that kept statements from allowing.
    `grant` is the id of the grant that allows or comes nearest, `holder` whom it is given to, `constraint` what it asks
    of a request.
    """

    layer: Layer
    outcome: LayerOutcome
    cause: Cause
    statement: StatementRef | None = None
    nearest: StatementRef | None = None
    documents: tuple[str, ...] = ()
    checks: tuple[ConditionCheck, ...] = ()
    grant: str = ""
    holder: str = ""
    constraint: str = ""
