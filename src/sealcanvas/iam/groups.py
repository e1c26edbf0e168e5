"""IAM groups: found by name, held by their unique id; and who is in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

from sqlalchemy import Row, select

from sealcanvas.iam.arns import IamArn
from sealcanvas.iam.tables import groups, memberships, users
from sealcanvas.iam.users import User, user_of_row
from sealcanvas.service.instance import Instance

_NO_TAGS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Group:
    """One group as it stands now; a `service.resource.Resource`. Groups are no principals: they only hold policies."""

    arn: str
    group_id: str
    name: str
    path: str
    account: str
    created_at: datetime

    @property
    def policy(self) -> None:
        """Groups have no resource policy."""
        return None

    @property
    def boundary_arn(self) -> None:
        """Groups have no boundary."""
        return None

    @property
    def tags(self) -> Mapping[str, str]:
        """Groups have no tags."""
        return _NO_TAGS

    @property
    def entity_id(self) -> str:
        """What policies hang on: the group's unique id."""
        return self.group_id

    @property
    def kind(self) -> Literal["group"]:
        """The word for it in messages."""
        return "group"


def group_named(instance: Instance, account: str, name: str) -> Group | None:
    """The account's group of that name, or None."""
    query = select(groups).where(groups.c.account == account, groups.c.name == name)
    with instance.database.read() as connection:
        row = connection.execute(query).one_or_none()
        return None if row is None else group_of_row(row)


def groups_of(instance: Instance, user: User) -> list[Group]:
    """The groups that the user is in, by name."""
    query = select(groups).join(memberships).where(memberships.c.user_id == user.user_id).order_by(groups.c.name)
    with instance.database.read() as connection:
        return [group_of_row(row) for row in connection.execute(query)]


def members_of(instance: Instance, group: Group) -> list[User]:
    """The users that are in the group, by name."""
    query = select(users).join(memberships).where(memberships.c.group_id == group.group_id).order_by(users.c.name)
    with instance.database.read() as connection:
        return [user_of_row(row) for row in connection.execute(query)]


def group_of_row(row: Row[Any]) -> Group:
    """The group that a row of `tables.groups` holds."""
    return Group(
        arn=str(IamArn(row.account, "group", row.path, row.name)),
        group_id=row.group_id,
        name=row.name,
        path=row.path,
        account=row.account,
        created_at=row.created_at,
    )
