"""CreateCustomKeyStore: a key store, not connected yet."""

from typing import Any

from sqlalchemy import Connection

from sealcanvas.kms.key_stores.backend import backend_of, require_members_of
from sealcanvas.kms.key_stores.place import StoreType
from sealcanvas.kms.key_stores.store import CustomKeyStore, add_store, backing_in_use, new_store_id, require_free_name
from sealcanvas.kms.service import kms
from sealcanvas.service.call import Call


@kms.operation("CreateCustomKeyStore", atomic=False)  # no unit of work is open while the proxy is asked
def create_custom_key_store(call: Call, request: dict[str, Any]) -> dict[str, Any]:
    """Record a key store whose proxy answers, or whose cluster is there; return its id."""
    kind: StoreType = request.get("CustomKeyStoreType") or "AWS_CLOUDHSM"
    require_members_of(kind, request)
    backend, database = backend_of(kind), call.instance.database
    details, secret = backend.stated(call, request)
    store = CustomKeyStore(
        store_id=new_store_id(),
        account=call.account,
        region=call.region,
        kind=kind,
        name=request["CustomKeyStoreName"],
        state="DISCONNECTED",
        created_at=call.instance.clock(),
        details=details,
        secret=secret,
    )
    with database.read() as connection:
        _require_free(call, connection, store)  # before anybody else is asked
    backend.require_there(call, store, "CreateCustomKeyStore")
    database.defer_rest()
    with database.transaction() as connection:
        _require_free(call, connection, store)
        add_store(call, connection, store)
    call.journal.events[-1].response = {"customKeyStoreId": store.store_id}
    return {"CustomKeyStoreId": store.store_id}


def _require_free(call: Call, connection: Connection, store: CustomKeyStore) -> None:
    require_free_name(call, connection, store.name)
    if backing_in_use(call, connection, store.backing):
        raise backend_of(store.kind).in_use()
