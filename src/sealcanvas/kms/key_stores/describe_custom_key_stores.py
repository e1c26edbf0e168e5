"""DescribeCustomKeyStores: the key stores of the caller's account and region; their secrets are never told."""

from typing import Any

from sqlalchemy import select

from sealcanvas.kms.key_stores.backend import backend_of
from sealcanvas.kms.key_stores.errors import CustomKeyStoreNotFoundException
from sealcanvas.kms.key_stores.store import CustomKeyStore, to_store
from sealcanvas.kms.key_stores.tables import key_stores
from sealcanvas.kms.paging import after, limit_of, page
from sealcanvas.kms.service import kms
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ValidationException

_NAME = "DescribeCustomKeyStores"


@kms.operation(_NAME, atomic=False)
def describe_custom_key_stores(call: Call, request: dict[str, Any]) -> dict[str, Any]:
    """Return all of them, or the one of an id or a name."""
    store_id, name = request.get("CustomKeyStoreId"), request.get("CustomKeyStoreName")
    if store_id and name:
        raise ValidationException("You can specify either CustomKeyStoreId or CustomKeyStoreName, but not both.")
    limit = limit_of(request, default=100, maximum=1000)
    last = after(request, _NAME)
    table = key_stores.c
    statement = select(key_stores).where(table.account == call.account, table.region == call.region)
    if store_id:
        statement = statement.where(table.store_id == store_id)
    if name:
        statement = statement.where(table.name_index == name)
    if last is not None:
        statement = statement.where(table.store_id > last)
    with call.instance.database.read() as connection:
        rows = connection.execute(statement.order_by(table.store_id).limit(limit + 1)).all()
    if (store_id or name) and not rows:
        raise CustomKeyStoreNotFoundException(f"Custom key store {store_id or name} does not exist.")
    items = [_entry(to_store(row)) for row in rows]
    return page("CustomKeyStores", items, limit, _NAME, rows[limit - 1].store_id if len(rows) > limit else None)


def _entry(store: CustomKeyStore) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "CustomKeyStoreId": store.store_id,
        "CustomKeyStoreName": store.name,
        "CustomKeyStoreType": store.kind,
        "ConnectionState": store.state,
        "CreationDate": store.created_at,
        **backend_of(store.kind).told(store),
    }
    if store.error_code:
        entry["ConnectionErrorCode"] = store.error_code
    return entry
