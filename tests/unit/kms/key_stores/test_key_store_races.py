"""Two at once: what one request does to a key store while another waits for its proxy."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sealcanvas.service.call import Call
from tests.support.xks_proxy import ACCESS_KEY, Asked, XksProxy
from tests.unit.kms.key_stores.stores_world import CREDENTIAL, connected, described, external, key_in, refused
from tests.unit.kms.kms_world import World, ask


def meanwhile(proxy: XksProxy, part: str, work: Callable[[], object]) -> None:
    """Do something while the proxy is asked for `part` the next time, once."""
    done = threading.Event()

    def hook(asked: Asked) -> str:
        if asked.path.endswith(part) and not done.is_set():
            done.set()
            work()
        return ""

    proxy.refuse = hook


def test_a_store_disconnected_meanwhile_gets_no_key(world: World, admin: Call, proxy: XksProxy) -> None:
    store, other = connected(admin), world.call(admin.principal)
    meanwhile(proxy, "/metadata", lambda: ask(other, "DisconnectCustomKeyStore", CustomKeyStoreId=store))
    assert refused(lambda: key_in(admin, store))[0] == "CustomKeyStoreInvalidStateException"
    assert ask(admin, "ListKeys")["Keys"] == []
    ask(admin, "DeleteCustomKeyStore", CustomKeyStoreId=store)


def test_an_external_key_taken_meanwhile_is_taken(world: World, admin: Call, proxy: XksProxy) -> None:
    store, other = connected(admin), world.call(admin.principal)
    meanwhile(proxy, "/metadata", lambda: key_in(other, store))
    assert refused(lambda: key_in(admin, store))[0] == "XksKeyAlreadyInUseException"
    assert len(ask(admin, "ListKeys")["Keys"]) == 1


def test_settings_changed_meanwhile_are_not_connected(world: World, admin: Call, proxy: XksProxy) -> None:
    """What was asked is not what would be connected."""
    store, other = ask(admin, "CreateCustomKeyStore", **external())["CustomKeyStoreId"], world.call(admin.principal)
    request = {"CustomKeyStoreId": store, "XksProxyAuthenticationCredential": CREDENTIAL}
    meanwhile(proxy, "/health", lambda: ask(other, "UpdateCustomKeyStore", **request))
    assert refused(lambda: ask(admin, "ConnectCustomKeyStore", CustomKeyStoreId=store))[0] == "KMSInternalException"
    assert described(admin, store)["ConnectionState"] == "DISCONNECTED"
    ask(admin, "ConnectCustomKeyStore", CustomKeyStoreId=store)
    assert described(admin, store)["ConnectionState"] == "CONNECTED"


def test_of_two_updates_one_is_refused_whole(world: World, admin: Call, proxy: XksProxy) -> None:
    store, other = connected(admin), world.call(admin.principal)
    proxy.credentials["B" * 20] = "z" * 64
    request = {"AccessKeyId": "B" * 20, "RawSecretAccessKey": "z" * 64}
    rename = {"CustomKeyStoreId": store, "NewCustomKeyStoreName": "renamed"}
    meanwhile(proxy, "/health", lambda: ask(other, "UpdateCustomKeyStore", **rename))
    update = {"CustomKeyStoreId": store, "XksProxyAuthenticationCredential": request}
    assert refused(lambda: ask(admin, "UpdateCustomKeyStore", **update))[0] == "KMSInternalException"
    entry = described(admin, store)
    assert entry["CustomKeyStoreName"] == "renamed"
    assert entry["XksProxyConfiguration"]["AccessKeyId"] == ACCESS_KEY


def test_a_key_disconnected_while_it_encrypts_is_used_no_more(world: World, admin: Call, proxy: XksProxy) -> None:
    store, other = connected(admin), world.call(admin.principal)
    arn = key_in(admin, store)
    meanwhile(proxy, "/encrypt", lambda: ask(other, "DisconnectCustomKeyStore", CustomKeyStoreId=store))
    ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x")  # it was asked while it could be used
    asked = len(proxy.asked)
    assert refused(lambda: ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x"))[0] == "KMSInvalidStateException"
    assert len(proxy.asked) == asked


def test_many_at_once_all_open_and_few_are_with_the_proxy(world: World, admin: Call, proxy: XksProxy) -> None:
    arn = key_in(admin, connected(admin))
    lock, now, most = threading.Lock(), [0], [0]

    def slow(_: Asked, answer: dict[str, Any]) -> dict[str, Any]:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.02)
        with lock:
            now[0] -= 1
        return answer

    proxy.alter = slow

    def work(number: int) -> bytes:
        call = world.call(admin.principal)
        blob = ask(call, "Encrypt", KeyId=arn, Plaintext=bytes([number]))["CiphertextBlob"]
        opened: bytes = ask(call, "Decrypt", CiphertextBlob=blob)["Plaintext"]
        return opened

    with ThreadPoolExecutor(24) as pool:
        assert list(pool.map(work, range(72))) == [bytes([number]) for number in range(72)]
    assert 1 < most[0] <= 16
    assert proxy.connections <= 17


def test_a_busy_proxy_is_waited_for_within_the_time_of_a_request(world: World, admin: Call, proxy: XksProxy) -> None:
    arn = key_in(admin, connected(admin))
    for connection in admin.instance.parts["kms.key_stores.connections"].values():
        places = [connection._places.acquire(blocking=False) for _ in range(16)]
        assert all(places)
    began = time.monotonic()
    code, message = refused(lambda: ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x"))
    assert (code, "did not respond in time" in message) == ("KMSInvalidStateException", True)
    assert time.monotonic() - began < 8
