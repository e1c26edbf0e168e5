"""GenerateRandom in a custom key store: the cluster's own random bytes."""

from sealcanvas.kms.errors import UnsupportedOperationException
from sealcanvas.kms.key_stores.errors import CustomKeyStoreInvalidStateException, KMSInternalException
from sealcanvas.kms.key_stores.hsm.sessions import NoCluster, session
from sealcanvas.kms.key_stores.store import store_of
from sealcanvas.roots.pkcs11 import TokenUnavailable
from sealcanvas.service.call import Call


def random_within(call: Call, store_id: str, size: int) -> bytes:
    """Random bytes of the key store's cluster.

    Raises:
        CustomKeyStoreNotFoundException: the account has no such key store.
        UnsupportedOperationException: it is an external key store.
        CustomKeyStoreInvalidStateException: it is not connected.
        KMSInternalException: the cluster gives none.
    """
    call.instance.database.must_wait()  # tokens take their time
    store = store_of(call, store_id)
    if store.kind == "EXTERNAL_KEY_STORE":
        raise UnsupportedOperationException("GenerateRandom is not supported for external key stores.")
    if store.state != "CONNECTED":
        raise CustomKeyStoreInvalidStateException(
            f"Custom key store {store_id} has the connection state {store.state}."
        )
    try:
        with session(call.instance, store) as token:
            return token.random(size).reveal()
    except (NoCluster, TokenUnavailable):
        raise KMSInternalException("The AWS CloudHSM cluster of the custom key store gives no random bytes.") from None
