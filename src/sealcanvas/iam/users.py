"""IAM users: found by name, held by their unique id."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, Select, bindparam, select

from sealcanvas.access.principal import Principal
from sealcanvas.iam.arns import IamArn
from sealcanvas.iam.tables import users
from sealcanvas.service.instance import Instance
from sealcanvas.storage.remembered import remembered

_BY_NAME = select(users).where(users.c.account == bindparam("account"), users.c.name == bindparam("name"))
_BY_ID = select(users).where(users.c.user_id == bindparam("user_id"))


@dataclass(frozen=True, slots=True)
class User:
    """One user as it stands now; a `service.resource.Resource`."""

    arn: str
    user_id: str
    name: str
    path: str
    account: str
    created_at: datetime
    tags: Mapping[str, str] = field(default_factory=dict)
    boundary_arn: str | None = None

    @property
    def policy(self) -> None:
        """Users have no resource policy."""
        return None

    @property
    def entity_id(self) -> str:
        """What policies hang on: the user's unique id."""
        return self.user_id

    @property
    def kind(self) -> Literal["user"]:
        """The word for it in messages."""
        return "user"

    @property
    def principal(self) -> Principal:
        """The user as a caller."""
        return Principal.user(self.account, self.name, self.user_id, path=self.path, tags=self.tags)


def user_named(instance: Instance, account: str, name: str) -> User | None:
    """The account's user of that name, or None."""
    return _one(instance, _BY_NAME, account=account, name=name)


@remembered(users)
def user_of_id(instance: Instance, user_id: str) -> User | None:
    """The user that has this unique id, or None once it is deleted."""
    return _one(instance, _BY_ID, user_id=user_id)


def user_of_row(row: Row[Any]) -> User:
    """The user that a row of `tables.users` holds."""
    return User(
        arn=str(IamArn(row.account, "user", row.path, row.name)),
        user_id=row.user_id,
        name=row.name,
        path=row.path,
        account=row.account,
        created_at=row.created_at,
        tags=row.tags,
        boundary_arn=row.boundary_arn,
    )


def _one(instance: Instance, query: Select[Any], **parameters: str) -> User | None:
    with instance.database.read() as connection:
        row = connection.execute(query, parameters).one_or_none()
        return None if row is None else user_of_row(row)
