"""One compiled statement of a policy."""

from dataclasses import dataclass
from typing import Literal

from sealcanvas.access.conditions import Condition
from sealcanvas.access.context import Context
from sealcanvas.access.patterns import PatternSet
from sealcanvas.access.principal_element import Named, PrincipalElement

Effect = Literal["Allow", "Deny"]

_BOUNDED = frozenset({"user", "role-session"})


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """One statement: `index` from 0, `line` from 1 in the text that was given.

    `actions` or `resources` is None where the statement lacks the element; then it has no effect, except that a
    trust policy's statements need no resources (`any_resource`). `principals` is None in identity policies.
    """

    index: int
    sid: str | None
    line: int
    effect: Effect
    actions: PatternSet | None
    not_action: bool
    resources: PatternSet | None
    not_resource: bool
    any_resource: bool
    principals: PrincipalElement | None
    not_principal: bool
    conditions: tuple[Condition, ...]

    def covers_action(self, action: str) -> bool:
        """Tell whether the statement is about `action` (any letter case)."""
        return self.actions is not None and self.actions.match(action, None) != self.not_action

    def covers_resource(self, context: Context) -> bool:
        """Tell whether the statement is about the request's resource."""
        resources = self.resources
        if resources is None:
            return self.any_resource
        if not self.not_resource:
            return resources.match(context.request.resource, context)
        if resources.match(context.request.resource, context):
            return False
        # A NotResource with a variable that has no value must neither allow everything nor let anything slip.
        return self.effect == "Deny" or not resources.unresolved(context)

    def names(self, context: Context) -> Named:
        """Return how the statement names the request's principal; only for policies with principals.

        A Deny with NotPrincipal spares no user or role that has a permissions boundary.
        Source: IAM User Guide, "Permissions boundaries for IAM entities".
        """
        if self.principals is None:
            return Named.NOT
        principal = context.request.principal
        if not self.not_principal:
            return self.principals.names(principal)
        exempt = self.principals.exempts(principal, account_counts=self.effect == "Allow")
        if self.effect == "Deny" and context.bounded and principal.kind in _BOUNDED:
            exempt = False
        return Named.NOT if exempt else Named.ANYONE

    def conditions_hold(self, context: Context) -> bool:
        """Tell whether every condition holds."""
        for condition in self.conditions:  # noqa: SIM110 - every statement comes here: a generator takes twice as long
            if not condition.holds(context):
                return False
        return True
