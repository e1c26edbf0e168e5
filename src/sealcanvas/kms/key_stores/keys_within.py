"""Which KMS keys lie in which custom key store."""

from typing import cast

from sqlalchemy import Connection, bindparam, insert, select

from sealcanvas.kms.key_stores.errors import XksKeyAlreadyInUseException
from sealcanvas.kms.key_stores.place import Place, StoreType
from sealcanvas.kms.key_stores.store import CustomKeyStore, to_store
from sealcanvas.kms.key_stores.tables import key_stores, stored_keys
from sealcanvas.service.instance import Instance

ORIGINS: tuple[StoreType, ...] = ("EXTERNAL_KEY_STORE", "AWS_CLOUDHSM")
"""The origins of keys that lie in custom key stores."""

# Built once: putting a statement together costs as much as running it.
_PLACE = (
    select(stored_keys.c.backing, key_stores.c.store_id, key_stores.c.type, key_stores.c.state, key_stores.c.details)
    .join(key_stores, key_stores.c.store_id == stored_keys.c.store_id)
    .where(stored_keys.c.key_arn == bindparam("arn"))
)

_BACKING = (
    select(key_stores, stored_keys.c.backing)
    .join(stored_keys, key_stores.c.store_id == stored_keys.c.store_id)
    .where(stored_keys.c.key_arn.in_(bindparam("arns", expanding=True)))
)


def place_of(instance: Instance, key_arn: str) -> Place | None:
    """Where the key lies, as its key store stands now; None where it lies here."""
    with instance.database.read() as connection:
        row = connection.execute(_PLACE, {"arn": key_arn}).one_or_none()
    if row is None:
        return None
    cluster = str(row.details.get("CloudHsmClusterId", ""))
    return Place(row.store_id, cast("StoreType", row.type), row.state == "CONNECTED", row.backing, cluster)


def put_key(connection: Connection, key_arn: str, store: CustomKeyStore, backing: str) -> None:
    """Record that a new KMS key lies in the key store.

    Raises:
        XksKeyAlreadyInUseException: another one there has that external key.
    """
    require_free_backing(connection, store, backing)
    connection.execute(
        insert(stored_keys).values(key_arn=key_arn, store_id=store.store_id, backing_index=backing, backing=backing)
    )


def require_free_backing(connection: Connection, store: CustomKeyStore, backing: str) -> None:
    """Refuse an external key that another KMS key of the key store has.

    Raises:
        XksKeyAlreadyInUseException: one has it.
    """
    where = (stored_keys.c.store_id == store.store_id, stored_keys.c.backing_index == backing)
    if connection.execute(select(stored_keys.c.key_arn).where(*where)).first() is not None:
        raise XksKeyAlreadyInUseException(
            f"The external key {backing} is already associated with another KMS key in this external key store."
        )


def has_keys(connection: Connection, store: CustomKeyStore) -> bool:
    """Whether a KMS key is in the key store, those pending deletion among them."""
    where = stored_keys.c.store_id == store.store_id
    return connection.execute(select(stored_keys.c.key_arn).where(where).limit(1)).first() is not None


def keys_of(connection: Connection, store: CustomKeyStore) -> list[str]:
    """The ARNs of the KMS keys in the key store."""
    where = stored_keys.c.store_id == store.store_id
    return list(connection.execute(select(stored_keys.c.key_arn).where(where)).scalars())


def backing_of(connection: Connection, key_arns: list[str]) -> list[tuple[CustomKeyStore, str]]:
    """The key stores of those of the keys that lie in one, each with what the key is called there."""
    return [(to_store(row), row.backing) for row in connection.execute(_BACKING, {"arns": key_arns})]
