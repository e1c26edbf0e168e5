"""IAM roles: found by name or ARN, held by their unique id."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.service.instance import Instance


@dataclass(frozen=True, slots=True)
class Role:
    """One role as it stands now; a `service.resource.Resource` whose policy is the trust policy.

    Attributes:
        trust: who may assume it, principals as ARNs while they exist.
        boundary_arn: the managed policy that bounds it, or None.
    """

    arn: str
    role_id: str
    name: str
    path: str
    account: str
    trust: NamedPolicy
    max_session_seconds: int
    created_at: datetime
    tags: Mapping[str, str] = field(default_factory=dict)
    description: str | None = None
    boundary_arn: str | None = None

    @property
    def policy(self) -> NamedPolicy:
        """The trust policy: to STS, a role's resource policy."""
        return self.trust


def find_role(instance: Instance, arn: str) -> Role | None:
    """The role of exactly that ARN, path and all, or None."""
    raise NotImplementedError
