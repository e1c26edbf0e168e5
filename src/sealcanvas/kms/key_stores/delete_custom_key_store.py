"""DeleteCustomKeyStore: a key store without KMS keys is forgotten; what is behind it stays as it is."""

from typing import Any

from sealcanvas.kms.key_stores.errors import CustomKeyStoreHasCMKsException, CustomKeyStoreInvalidStateException
from sealcanvas.kms.key_stores.keys_within import has_keys
from sealcanvas.kms.key_stores.store import remove_store, store_of
from sealcanvas.kms.service import kms
from sealcanvas.service.call import Call


@kms.operation("DeleteCustomKeyStore")
def delete_custom_key_store(call: Call, request: dict[str, Any]) -> None:
    """Delete a disconnected key store."""
    store = store_of(call, request["CustomKeyStoreId"])
    with call.instance.database.transaction() as connection:
        if has_keys(connection, store):
            raise CustomKeyStoreHasCMKsException(f"Custom key store {store.store_id} contains KMS keys.")
        if store.state != "DISCONNECTED":
            raise CustomKeyStoreInvalidStateException(
                f"Custom key store {store.store_id} has the connection state {store.state}. Disconnect it first."
            )
        remove_store(connection, store)
