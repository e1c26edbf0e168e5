"""A primary that is to be deleted waits for its replicas, and only then for its own period."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from sealcanvas.kms.key import Key
from sealcanvas.kms.regions.related import family_of, related_to
from sealcanvas.kms.tables import keys
from sealcanvas.service.instance import Instance


def waits_for_replicas(instance: Instance, key: Key) -> bool:
    """Whether `key` is a primary with replicas."""
    with instance.database.read() as connection:
        family = related_to(connection, key)
    return key.arn == family.primary and bool(family.replicas)


def begin_waiting(connection: Connection, now: datetime) -> None:
    """Let the waiting period begin of primaries that have no replica any more."""
    waiting = select(keys.c.arn, keys.c.account, keys.c.key_id, keys.c.waiting_days)
    for row in connection.execute(waiting.where(keys.c.state == "PendingReplicaDeletion")).all():
        if not family_of(connection, row.account, row.key_id).replicas:
            values = {"state": "PendingDeletion", "deletion_at": now + timedelta(days=row.waiting_days)}
            connection.execute(update(keys).where(keys.c.arn == row.arn).values(**values))
