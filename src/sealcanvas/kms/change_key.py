"""The one statement that changes a key's row."""

from typing import Any

from sqlalchemy import update

from sealcanvas.kms.key import Key
from sealcanvas.kms.tables import keys
from sealcanvas.service.call import Call


def change_key(call: Call, key: Key, **columns: Any) -> None:
    """Set columns of the key, within the caller's unit of work."""
    with call.instance.database.transaction() as connection:
        connection.execute(update(keys).where(keys.c.arn == key.arn).values(**columns))
