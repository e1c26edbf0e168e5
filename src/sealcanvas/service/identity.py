"""How a call learns what its principal may do: implemented by `iam`, asked by `service`."""

from dataclasses import dataclass
from typing import Protocol

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.principal import Principal


@dataclass(frozen=True, slots=True)
class IdentityPolicies:
    """The identity side of a decision: policies attached to the principal, and what bounds them.

    Attributes:
        service_control: the policies of each level of the organisation, root first; None outside any.
    """

    identity: tuple[NamedPolicy, ...] = ()
    boundary: NamedPolicy | None = None
    service_control: tuple[tuple[NamedPolicy, ...], ...] | None = None


class IdentitySource(Protocol):
    """Looks up a principal's policies as they stand now; never cached beyond the call."""

    def policies_of(self, principal: Principal) -> IdentityPolicies:
        """The policies attached to `principal`; empty for one that has none (a service, a stranger)."""
        ...
