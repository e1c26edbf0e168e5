"""Users' long-lived access keys."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select

from sealcanvas.access.principal import Principal
from sealcanvas.crypto.secret import Secret
from sealcanvas.iam.errors import LimitExceeded
from sealcanvas.iam.quotas import ACCESS_KEYS
from sealcanvas.iam.tables import access_keys
from sealcanvas.iam.unique_ids import new_secret_access_key, new_unique_id
from sealcanvas.iam.users import User, user_of_id
from sealcanvas.service.instance import Instance


@dataclass(frozen=True, slots=True)
class AccessKey:
    """One access key and whose it is."""

    access_key_id: str
    secret: Secret
    principal: Principal
    active: bool
    created_at: datetime


def lookup(instance: Instance, access_key_id: str) -> AccessKey | None:
    """The key of that id, or None; never cached, so that a key made inactive is refused at its next use."""
    query = select(access_keys).where(access_keys.c.access_key_id == access_key_id)
    with instance.database.read() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        return None
    user = user_of_id(instance, row.user_id)
    return None if user is None else _key(row, user)


def keys_of(instance: Instance, user: User) -> list[AccessKey]:
    """The user's keys, oldest first."""
    query = (
        select(access_keys)
        .where(access_keys.c.user_id == user.user_id)
        .order_by(access_keys.c.created_at, access_keys.c.access_key_id)
    )
    with instance.database.read() as connection:
        return [_key(row, user) for row in connection.execute(query)]


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


def _key(row: Row[Any], user: User) -> AccessKey:
    return AccessKey(row.access_key_id, Secret(row.secret), user.principal, row.status == "Active", row.created_at)
