"""How a bucket's settings are kept: short ones in its row, long ones in a table of their own.

In the row, a long setting is known by a random stamp, so that whoever keeps one in memory sees that it is another.
"""

import secrets
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from sealcanvas.s3.bucket import Bucket, bucket_now
from sealcanvas.s3.tables import bucket_settings, buckets
from sealcanvas.service.instance import Instance


def put_setting(instance: Instance, bucket: Bucket, name: str, value: Any) -> None:
    """Keep a short setting; None is a value."""
    with instance.database.transaction() as connection:
        _write(connection, bucket, {**_settings_now(connection, bucket), name: value})


def put_long_setting(instance: Instance, bucket: Bucket, name: str, value: Any) -> None:
    """Keep a long setting, or with None have it no more."""
    with instance.database.transaction() as connection:
        settings = _settings_now(connection, bucket)
        settings.pop(name, None)
        where = (bucket_settings.c.bucket_id == bucket.bucket_id, bucket_settings.c.name == name)
        connection.execute(delete(bucket_settings).where(*where))
        if value is not None:
            settings[name] = stamp = secrets.token_hex(8)
            row = {"bucket_id": bucket.bucket_id, "name": name, "stamp": stamp, "value": value}
            connection.execute(insert(bucket_settings), row)
        _write(connection, bucket, settings)


def long_setting(instance: Instance, bucket: Bucket, name: str) -> Any:
    """The value of a long setting, or None; the database is asked only where the bucket's row says that it has one."""
    if name not in bucket.settings:
        return None
    where = (bucket_settings.c.bucket_id == bucket.bucket_id, bucket_settings.c.name == name)
    with instance.database.read() as connection:
        return connection.execute(select(bucket_settings.c.value).where(*where)).scalar_one_or_none()


def remove_settings(connection: Connection, bucket: Bucket) -> None:
    """Remove the long settings of a bucket that goes."""
    connection.execute(delete(bucket_settings).where(bucket_settings.c.bucket_id == bucket.bucket_id))


def _settings_now(connection: Connection, bucket: Bucket) -> dict[str, Any]:
    return dict(bucket_now(connection, bucket).settings)


def _write(connection: Connection, bucket: Bucket, settings: dict[str, Any]) -> None:
    connection.execute(update(buckets).where(buckets.c.bucket_id == bucket.bucket_id).values(settings=settings))
