"""An external key store on a proxy in this process, and keys in it."""

from collections.abc import Callable
from typing import Any

import pytest

from sealcanvas.kms.key_stores.settings import Allowed, Proxy, allow
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.wire.errors import WireError
from tests.support.xks_proxy import ACCESS_KEY, ENDPOINT, PREFIX, SECRET, XksProxy
from tests.unit.kms.kms_world import ask

CREDENTIAL = {"AccessKeyId": ACCESS_KEY, "RawSecretAccessKey": SECRET}


def reach(instance: Instance, proxy: XksProxy, **members: Any) -> None:
    """Allow the instance to speak to the proxy, which answers as ENDPOINT; tests share a machine, so in good time."""
    port = int(proxy.url.rpartition(":")[2])
    settings = {"host": "127.0.0.1", "port": port, "tls": None, "seconds": 5.0, **members}
    allow(instance, Allowed({ENDPOINT: Proxy(ENDPOINT, **settings)}))


def external(**members: Any) -> dict[str, Any]:
    """A CreateCustomKeyStore request."""
    return {
        "CustomKeyStoreName": "outside",
        "CustomKeyStoreType": "EXTERNAL_KEY_STORE",
        "XksProxyConnectivity": "PUBLIC_ENDPOINT",
        "XksProxyUriEndpoint": ENDPOINT,
        "XksProxyUriPath": PREFIX,
        "XksProxyAuthenticationCredential": CREDENTIAL,
        **members,
    }


def connected(admin: Call, **members: Any) -> str:
    """The id of a new key store that is connected."""
    store: str = ask(admin, "CreateCustomKeyStore", **external(**members))["CustomKeyStoreId"]
    ask(admin, "ConnectCustomKeyStore", CustomKeyStoreId=store)
    assert described(admin, store)["ConnectionState"] == "CONNECTED"
    return store


def described(admin: Call, store: str) -> dict[str, Any]:
    """The key store's entry."""
    (entry,) = ask(admin, "DescribeCustomKeyStores", CustomKeyStoreId=store)["CustomKeyStores"]
    found: dict[str, Any] = entry
    return found


def key_in(admin: Call, store: str, external_key: str = "key-1", **members: Any) -> str:
    """The ARN of a new KMS key in the key store."""
    request = {"Origin": "EXTERNAL_KEY_STORE", "CustomKeyStoreId": store, "XksKeyId": external_key, **members}
    arn: str = ask(admin, "CreateKey", **request)["KeyMetadata"]["Arn"]
    return arn


def refused(work: Callable[[], object]) -> tuple[str, str]:
    """Code and message of the error that `work` ends with."""
    with pytest.raises((ServiceError, WireError)) as caught:
        work()
    error = caught.value
    assert isinstance(error, ServiceError | WireError)
    return error.code, error.message
