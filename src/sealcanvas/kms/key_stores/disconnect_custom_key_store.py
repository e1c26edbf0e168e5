"""DisconnectCustomKeyStore: its keys are Unavailable, from the next request on."""

from typing import Any

from sealcanvas.kms.key_stores.backend import backend_of
from sealcanvas.kms.key_stores.errors import CustomKeyStoreInvalidStateException
from sealcanvas.kms.key_stores.keys_within import keys_of
from sealcanvas.kms.key_stores.store import change_store, store_of
from sealcanvas.kms.material import material_cache
from sealcanvas.kms.service import kms
from sealcanvas.service.call import Call


@kms.operation("DisconnectCustomKeyStore")
def disconnect_custom_key_store(call: Call, request: dict[str, Any]) -> None:
    """Disconnect the key store, whether it was connected or had failed to."""
    store = store_of(call, request["CustomKeyStoreId"])
    if store.state == "DISCONNECTED":
        raise CustomKeyStoreInvalidStateException(
            f"Custom key store {store.store_id} has the connection state DISCONNECTED."
        )
    with call.instance.database.transaction() as connection:
        change_store(connection, store, state="DISCONNECTED", error_code=None)
        for arn in keys_of(connection, store):
            material_cache(call.instance).forget(arn)
    backend_of(store.kind).disconnect(call, store)
