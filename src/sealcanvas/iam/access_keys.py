"""Users' long-lived access keys."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select

from sealcanvas.access.principal import Principal
from sealcanvas.crypto.secret import Secret
from sealcanvas.iam.errors import LimitExceeded
from sealcanvas.iam.quotas import ACCESS_KEYS
from sealcanvas.iam.tables import access_keys, users
from sealcanvas.iam.unique_ids import new_secret_access_key, new_unique_id
from sealcanvas.iam.users import User, user_of_row
from sealcanvas.service.instance import Instance
from sealcanvas.storage.remembered import remembered

# Asked at every request: built once, and one row for key and user.
_LOOKUP = (
    select(access_keys.c.access_key_id, access_keys.c.secret, access_keys.c.status, users)
    .add_columns(access_keys.c.created_at.label("key_created_at"))
    .join(users, users.c.user_id == access_keys.c.user_id)
    .where(access_keys.c.access_key_id == bindparam("key"))
)


@dataclass(frozen=True, slots=True)
class AccessKey:
    """One access key and whose it is."""

    access_key_id: str
    secret: Secret
    principal: Principal
    active: bool
    created_at: datetime


@remembered(access_keys, users)
def lookup(instance: Instance, access_key_id: str) -> AccessKey | None:
    """The key of that id, or None; one that was made inactive is refused at its next use, in every process."""
    with instance.database.read() as connection:
        row = connection.execute(_LOOKUP, {"key": access_key_id}).one_or_none()
        return None if row is None else _key(row, user_of_row(row), row.key_created_at)


def owner_of(instance: Instance, access_key_id: str) -> User | None:
    """The user that the key belongs to, in whichever account, or None."""
    with instance.database.read() as connection:
        row = connection.execute(_LOOKUP, {"key": access_key_id}).one_or_none()
        return None if row is None else user_of_row(row)


def keys_of(instance: Instance, user: User) -> list[AccessKey]:
    """The user's keys, oldest first."""
    query = (
        select(access_keys)
        .where(access_keys.c.user_id == user.user_id)
        .order_by(access_keys.c.created_at, access_keys.c.access_key_id)
    )
    with instance.database.read() as connection:
        return [_key(row, user, row.created_at) for row in connection.execute(query)]


def make_key(instance: Instance, user: User) -> AccessKey:
    """Give the user a fresh, active key; raises LimitExceeded when it has two."""
    if len(keys_of(instance, user)) >= ACCESS_KEYS:
        raise LimitExceeded(f"Cannot exceed quota for AccessKeysPerUser: {ACCESS_KEYS}")
    key = AccessKey(
        access_key_id=new_unique_id("AKIA"),
        secret=Secret(new_secret_access_key()),
        principal=user.principal,
        active=True,
        created_at=instance.clock(),
    )
    with instance.database.transaction() as connection:
        connection.execute(
            insert(access_keys).values(
                access_key_id=key.access_key_id,
                user_id=user.user_id,
                secret=key.secret.reveal(),
                status="Active",
                created_at=key.created_at,
            )
        )
    return key


def _key(row: Row[Any], user: User, created_at: datetime) -> AccessKey:
    return AccessKey(row.access_key_id, Secret(row.secret), user.principal, row.status == "Active", created_at)
