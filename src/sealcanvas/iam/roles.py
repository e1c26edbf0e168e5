"""IAM roles: found by name or ARN, held by their unique id."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, Select, bindparam, select

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.policy import PolicyDocument
from sealcanvas.iam.arns import IamArn
from sealcanvas.iam.pinned_principals import current_policy
from sealcanvas.iam.tables import roles
from sealcanvas.service.instance import Instance
from sealcanvas.storage.remembered import remembered

_BY_NAME = select(roles).where(roles.c.account == bindparam("account"), roles.c.name == bindparam("name"))
_BY_ID = select(roles).where(roles.c.role_id == bindparam("role_id"))
_ARN_AND_TAGS = select(roles.c.account, roles.c.path, roles.c.name, roles.c.tags).where(
    roles.c.role_id == bindparam("role_id")
)


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

    @property
    def entity_id(self) -> str:
        """What policies hang on: the role's unique id."""
        return self.role_id

    @property
    def kind(self) -> Literal["role"]:
        """The word for it in messages."""
        return "role"


def find_role(instance: Instance, arn: str) -> Role | None:
    """The role of exactly that ARN, path and all, or None."""
    parts = IamArn.parse(arn)
    if parts is None or parts.kind != "role":
        return None
    role = role_named(instance, parts.account, parts.name)
    return role if role is not None and role.path == parts.path else None


def role_named(instance: Instance, account: str, name: str) -> Role | None:
    """The account's role of that name, or None."""
    return _one(instance, _BY_NAME, account=account, name=name)


def role_of_id(instance: Instance, role_id: str) -> Role | None:
    """The role that has this unique id, or None once it is deleted."""
    return _one(instance, _BY_ID, role_id=role_id)


@remembered(roles)
def arn_and_tags(instance: Instance, role_id: str) -> tuple[str, Mapping[str, str]] | None:
    """What a session of the role is called today: all that its every request needs, so nothing else is opened."""
    with instance.database.read() as connection:
        row = connection.execute(_ARN_AND_TAGS, {"role_id": role_id}).one_or_none()
        return None if row is None else (str(IamArn(row.account, "role", row.path, row.name)), row.tags)


def role_of_row(instance: Instance, row: Row[Any]) -> Role:
    """The role that a row of `tables.roles` holds."""
    text = current_policy(instance, row.trust, row.trust_ids)
    arn = str(IamArn(row.account, "role", row.path, row.name))
    return Role(
        arn=arn,
        role_id=row.role_id,
        name=row.name,
        path=row.path,
        account=row.account,
        trust=NamedPolicy(f"trust policy of role {row.name}", PolicyDocument.parse(text, "trust"), arn),
        max_session_seconds=row.max_session_seconds,
        created_at=row.created_at,
        tags=row.tags,
        description=row.description,
        boundary_arn=row.boundary_arn,
    )


def _one(instance: Instance, query: Select[Any], **parameters: str) -> Role | None:
    with instance.database.read() as connection:
        row = connection.execute(query, parameters).one_or_none()
        return None if row is None else role_of_row(instance, row)
