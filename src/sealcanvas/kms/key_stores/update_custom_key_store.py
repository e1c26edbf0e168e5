"""UpdateCustomKeyStore: its name, and how what is behind it is reached."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from sealcanvas.kms.key_stores.backend import backend_of, require_members_of
from sealcanvas.kms.key_stores.errors import CustomKeyStoreInvalidStateException
from sealcanvas.kms.key_stores.store import (
    CustomKeyStore,
    backing_in_use,
    change_store,
    require_free_name,
    store_of,
)
from sealcanvas.kms.service import kms
from sealcanvas.service.call import Call


@kms.operation("UpdateCustomKeyStore", atomic=False)  # no unit of work is open while the proxy is asked
def update_custom_key_store(call: Call, request: dict[str, Any]) -> None:
    """Change what the request states; a proxy is asked under the new settings before they hold."""
    store = store_of(call, request["CustomKeyStoreId"])
    require_members_of(store.kind, request)
    backend, database = backend_of(store.kind), call.instance.database
    asked = {name for name in backend.members if request.get(name)}
    _require_state(store, asked, backend.while_connected)
    changed = replace(store, name=request.get("NewCustomKeyStoreName") or store.name)
    with database.read() as connection:
        _require_free(call, connection, store, changed)
    if asked:
        details, secret = backend.changed(call, store, request)
        changed = replace(changed, details=details, secret=secret)
        with database.read() as connection:
            _require_free(call, connection, store, changed)
        backend.require_there(call, changed, "UpdateCustomKeyStore")
    database.defer_rest()
    with database.transaction() as connection:
        _require_free(call, connection, store, changed)
        change_store(
            connection,
            store,
            name=changed.name,
            name_index=changed.name,
            backing_index=changed.backing,
            details=dict(changed.details),
            secret=changed.secret.reveal(),
        )


def _require_state(store: CustomKeyStore, asked: set[str], while_connected: frozenset[str]) -> None:
    """API Reference, UpdateCustomKeyStore: what may change in which connection state."""
    if store.state == "DISCONNECTED" or (store.state == "CONNECTED" and asked <= while_connected):
        return
    raise CustomKeyStoreInvalidStateException(
        f"Custom key store {store.store_id} has the connection state {store.state}. Disconnect it first."
    )


def _require_free(call: Call, connection: Connection, store: CustomKeyStore, changed: CustomKeyStore) -> None:
    if changed.name != store.name:
        require_free_name(call, connection, changed.name)
    if changed.backing != store.backing and backing_in_use(call, connection, changed.backing):
        raise backend_of(store.kind).in_use()
