"""What CreateKey does for a key in a custom key store."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, cast

from sealcanvas.kms.errors import UnsupportedOperationException
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_specs import SYMMETRIC
from sealcanvas.kms.key_stores.backend import backend_of
from sealcanvas.kms.key_stores.errors import CustomKeyStoreInvalidStateException
from sealcanvas.kms.key_stores.keys_within import ORIGINS, place_of, put_key, require_free_backing
from sealcanvas.kms.key_stores.place import StoreType, not_connected
from sealcanvas.kms.key_stores.store import CustomKeyStore, store_of
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ValidationException


def store_asked(call: Call, request: Mapping[str, Any], spec: str) -> CustomKeyStore | None:
    """The connected key store in which the request wants its key, or None where it wants it here.

    Raises:
        ValidationException: origin, key store and external key do not fit together.
        UnsupportedOperationException: no such key can lie in a key store.
        CustomKeyStoreNotFoundException: the account has no such key store.
        CustomKeyStoreInvalidStateException: it is not connected.
    """
    origin, store_id = request.get("Origin") or "AWS_KMS", request.get("CustomKeyStoreId")
    if origin not in ORIGINS:
        for name in ("CustomKeyStoreId", "XksKeyId"):
            if request.get(name):
                raise ValidationException(f"{name} is not valid for an Origin of {origin}.")
        return None
    if not store_id:
        raise ValidationException(f"CustomKeyStoreId is required for an Origin of {origin}.")
    if spec != SYMMETRIC:
        raise UnsupportedOperationException(f"KeySpec {spec} is not supported in a custom key store.")
    if request.get("MultiRegion"):
        raise UnsupportedOperationException("Multi-Region keys are not supported in a custom key store.")
    store = store_of(call, store_id)
    if store.kind != cast("StoreType", origin):
        raise ValidationException(f"Origin {origin} is not valid for a custom key store of type {store.kind}.")
    _require_connected(store)
    return store


@contextmanager
def key_within(call: Call, store: CustomKeyStore, key: Key, request: Mapping[str, Any]) -> Iterator[None]:
    """Have the key store make, or show, what the KMS key stands for; the block records the key (`record_within`).

    Raises:
        XksKeyAlreadyInUseException, XksKeyNotFoundException, XksKeyInvalidConfigurationException: of external keys.
        CloudHsmClusterInvalidConfigurationException: the cluster does not make the key.
        CustomKeyStoreInvalidStateException: the key store does not answer.
    """
    backend = backend_of(store.kind)
    name = backend.named_key(request, key.key_id)
    with call.instance.database.read() as connection:
        require_free_backing(connection, store, name)
    backend.make_key(call, store, name)
    try:
        yield
    except BaseException:
        backend.drop_key(call.instance, store, name)
        raise


def record_within(call: Call, store: CustomKeyStore, key: Key, request: Mapping[str, Any]) -> Key:
    """Within the unit of work that stores the key: record where it lies, if the key store is as it was.

    Raises:
        XksKeyAlreadyInUseException, CustomKeyStoreInvalidStateException, CustomKeyStoreNotFoundException: it is not.
    """
    _require_connected(store_of(call, store.store_id))
    with call.instance.database.transaction() as connection:
        put_key(connection, key.arn, store, backend_of(store.kind).named_key(request, key.key_id))
    return replace(key, place=place_of(call.instance, key.arn))


def _require_connected(store: CustomKeyStore) -> None:
    if store.state != "CONNECTED":
        raise CustomKeyStoreInvalidStateException(not_connected(store.kind, f"Custom key store {store.store_id}"))
