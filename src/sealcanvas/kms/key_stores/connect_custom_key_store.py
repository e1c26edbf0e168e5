"""ConnectCustomKeyStore: the key store's keys can be used, or it is told why not."""

from typing import Any

from sealcanvas.kms.key_stores.backend import backend_of
from sealcanvas.kms.key_stores.errors import CustomKeyStoreInvalidStateException
from sealcanvas.kms.key_stores.store import change_store, store_of
from sealcanvas.kms.service import kms
from sealcanvas.service.call import Call


@kms.operation("ConnectCustomKeyStore", atomic=False)  # no unit of work is open while the proxy is asked
def connect_custom_key_store(call: Call, request: dict[str, Any]) -> None:
    """Connect the key store; where that fails it is FAILED, with its ConnectionErrorCode."""
    store = store_of(call, request["CustomKeyStoreId"])
    if store.state == "FAILED":
        raise CustomKeyStoreInvalidStateException(
            f"Custom key store {store.store_id} has the connection state FAILED. Disconnect it before you connect it."
        )
    if store.state == "CONNECTED":
        return
    error = backend_of(store.kind).connect(call, store)
    database = call.instance.database
    database.defer_rest()
    with database.transaction() as connection:
        change_store(connection, store, state="FAILED" if error else "CONNECTED", error_code=error or None)
