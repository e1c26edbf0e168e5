"""Going through the statements of one layer of policies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sealcanvas.access.context import Context
from sealcanvas.access.layer_result import StatementRef
from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.principal_element import Named
from sealcanvas.access.statement import Statement


@dataclass(frozen=True, slots=True)
class Hit:
    """What a layer says: the statement that decided and how it names the principal (DIRECTLY where none is named)."""

    outcome: Literal["allow", "explicit-deny", "no-match"]
    policy: NamedPolicy | None = None
    statement: Statement | None = None
    named: Named = Named.NOT

    @property
    def allows(self) -> bool:
        """Whether the layer allows."""
        return self.outcome == "allow"

    def ref(self) -> StatementRef | None:
        """Return where the deciding statement stands."""
        if self.policy is None or self.statement is None:
            return None
        return reference(self.policy, self.statement)


NO_MATCH = Hit("no-match")
ROOT_USER = Hit("allow", named=Named.DIRECTLY)
"""The root user needs no identity-based policy."""


def reference(policy: NamedPolicy, statement: Statement) -> StatementRef:
    """Return where `statement` of `policy` stands."""
    return StatementRef(policy.name, statement.sid, statement.index, statement.line, statement.effect)


def scan_policies(policies: Sequence[NamedPolicy], context: Context) -> Hit:
    """Return what policies without principals say (identity, boundary, session, service control)."""
    indexes = [(policy, policy.document.about(context.request.action)) for policy in policies]
    for policy, index in indexes:
        for statement in index.denies:
            if _fits(statement, context):
                return Hit("explicit-deny", policy, statement, Named.DIRECTLY)
    for policy, index in indexes:
        for statement in index.allows:
            if _fits(statement, context):
                return Hit("allow", policy, statement, Named.DIRECTLY)
    return NO_MATCH


def scan_resource_policy(policy: NamedPolicy, context: Context) -> Hit:
    """Return what a policy with principals says: its Deny, else the Allow that names the principal most directly."""
    index, principal = policy.document.about(context.request.action), context.request.principal
    for statement in index.denies_naming(principal):
        named = statement.names(context)
        if named is not Named.NOT and _fits(statement, context):
            return Hit("explicit-deny", policy, statement, named)
    best: Statement | None = None
    best_named = Named.NOT
    for statement in index.allows_naming(principal):
        named = statement.names(context)
        if named > best_named and _fits(statement, context):
            best, best_named = statement, named
            if named is Named.DIRECTLY:
                break
    return NO_MATCH if best is None else Hit("allow", policy, best, best_named)


def _fits(statement: Statement, context: Context) -> bool:
    return statement.covers_resource(context) and statement.conditions_hold(context)
