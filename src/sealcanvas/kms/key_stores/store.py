"""A custom key store and its row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from sealcanvas.crypto.random import random_bytes
from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.errors import LimitExceededException
from sealcanvas.kms.key_stores.errors import (
    CustomKeyStoreNameInUseException,
    CustomKeyStoreNotFoundException,
    KMSInternalException,
)
from sealcanvas.kms.key_stores.place import StoreType
from sealcanvas.kms.key_stores.tables import key_stores
from sealcanvas.service.call import Call

ConnectionState = Literal["CONNECTED", "DISCONNECTED", "FAILED"]

_MOST = 10  # in an account and region


@dataclass(frozen=True, slots=True)
class CustomKeyStore:
    """One custom key store, as it stood when it was looked up.

    Attributes:
        error_code: why it could not be connected, "" unless it is FAILED.
        revision: another one with every change.
        details: of its type; members by their wire names.
        secret: the proxy's raw secret access key, or the token's password.
    """

    store_id: str
    account: str
    region: str
    kind: StoreType
    name: str
    state: ConnectionState
    created_at: datetime
    details: Mapping[str, Any]
    secret: Secret = field(repr=False)
    error_code: str = ""
    revision: int = 0

    @property
    def backing(self) -> str:
        """What only one key store of the account and region may have: endpoint with path, or cluster."""
        if self.kind == "AWS_CLOUDHSM":
            return str(self.details["CloudHsmClusterId"])
        return str(self.details["XksProxyUriEndpoint"]).lower() + str(self.details["XksProxyUriPath"])


def new_store_id() -> str:
    """An id in AWS's form: "cks-" and 17 hexadecimal digits."""
    return f"cks-{random_bytes(9).hex()[:17]}"


def store_of(call: Call, store_id: str) -> CustomKeyStore:
    """The caller's key store of that id.

    Raises:
        CustomKeyStoreNotFoundException: the account has none in the region.
    """
    with call.instance.database.read() as connection:
        row = connection.execute(
            select(key_stores).where(*_mine(call), key_stores.c.store_id == store_id)
        ).one_or_none()
    if row is None:
        raise CustomKeyStoreNotFoundException(f"Custom key store {store_id} does not exist.")
    return to_store(row)


def add_store(call: Call, connection: Connection, store: CustomKeyStore) -> None:
    """Record a new key store whose name and backing are free.

    Raises:
        LimitExceededException: there are as many as there may be.
    """
    there = connection.execute(select(func.count()).select_from(key_stores).where(*_mine(call))).scalar_one()
    if there >= _MOST:
        raise LimitExceededException(f"The account has {_MOST} custom key stores in this Region, the most it may have.")
    connection.execute(
        insert(key_stores).values(
            store_id=store.store_id,
            account=store.account,
            region=store.region,
            type=store.kind,
            state=store.state,
            revision=store.revision,
            created_at=store.created_at,
            name_index=store.name,
            name=store.name,
            backing_index=store.backing,
            details=dict(store.details),
            secret=store.secret.reveal(),
        )
    )


def change_store(connection: Connection, store: CustomKeyStore, **columns: Any) -> None:
    """Set columns of a key store that nobody has changed since it was looked up.

    Raises:
        KMSInternalException: somebody has.
    """
    where = (key_stores.c.store_id == store.store_id, key_stores.c.revision == store.revision)
    done = connection.execute(update(key_stores).where(*where).values(revision=store.revision + 1, **columns))
    if done.rowcount != 1:
        raise KMSInternalException("The custom key store was changed while the request was under way. Try again.")


def remove_store(connection: Connection, store: CustomKeyStore) -> None:
    """Forget a key store that no KMS key is in, and that nobody has changed since it was looked up.

    Raises:
        KMSInternalException: somebody has.
    """
    where = (key_stores.c.store_id == store.store_id, key_stores.c.revision == store.revision)
    if connection.execute(delete(key_stores).where(*where)).rowcount != 1:
        raise KMSInternalException("The custom key store was changed while the request was under way. Try again.")


def require_free_name(call: Call, connection: Connection, name: str) -> None:
    """Refuse a name that another key store of the account and region has.

    Raises:
        CustomKeyStoreNameInUseException: one has it.
    """
    if _is_there(call, connection, key_stores.c.name_index == name):
        raise CustomKeyStoreNameInUseException(f"The custom key store name {name} is already in use.")


def backing_in_use(call: Call, connection: Connection, backing: str) -> bool:
    """Whether a key store of the account and region has that endpoint and path, or cluster."""
    return _is_there(call, connection, key_stores.c.backing_index == backing)


def to_store(row: Row[Any]) -> CustomKeyStore:
    """The key store that a row holds."""
    return CustomKeyStore(
        row.store_id,
        row.account,
        row.region,
        cast("StoreType", row.type),
        row.name,
        cast("ConnectionState", row.state),
        row.created_at,
        row.details,
        Secret(row.secret),
        row.error_code or "",
        row.revision,
    )


def _is_there(call: Call, connection: Connection, condition: Any) -> bool:
    found = connection.execute(select(key_stores.c.store_id).where(*_mine(call), condition)).first()
    return found is not None


def _mine(call: Call) -> tuple[Any, ...]:
    return (key_stores.c.account == call.account, key_stores.c.region == call.region)
