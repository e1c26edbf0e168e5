"""External key stores: their six operations, states and errors."""

import json
from typing import Any

import pytest

from sealcanvas.kms.deletion import destroy_due
from sealcanvas.kms.key_stores.store import store_of
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from tests.support.xks_proxy import ACCESS_KEY, ENDPOINT, PREFIX, SECRET, XksProxy
from tests.unit.kms.key_stores.stores_world import CREDENTIAL, connected, described, external, key_in, refused
from tests.unit.kms.kms_world import World, ask


def test_a_key_store_is_made_connected_described_and_deleted(admin: Call, proxy: XksProxy) -> None:
    store = ask(admin, "CreateCustomKeyStore", **external())["CustomKeyStoreId"]
    assert store.startswith("cks-")
    assert described(admin, store) == {
        "CustomKeyStoreId": store,
        "CustomKeyStoreName": "outside",
        "CustomKeyStoreType": "EXTERNAL_KEY_STORE",
        "ConnectionState": "DISCONNECTED",
        "CreationDate": admin.instance.clock(),
        "XksProxyConfiguration": {
            "Connectivity": "PUBLIC_ENDPOINT",
            "AccessKeyId": ACCESS_KEY,
            "UriEndpoint": ENDPOINT,
            "UriPath": PREFIX,
        },
    }
    assert ask(admin, "ConnectCustomKeyStore", CustomKeyStoreId=store) == {}
    assert described(admin, store)["ConnectionState"] == "CONNECTED"
    assert ask(admin, "ConnectCustomKeyStore", CustomKeyStoreId=store) == {}  # AWS takes it, and nothing happens
    code, _ = refused(lambda: ask(admin, "DeleteCustomKeyStore", CustomKeyStoreId=store))
    assert code == "CustomKeyStoreInvalidStateException"
    assert ask(admin, "DisconnectCustomKeyStore", CustomKeyStoreId=store) == {}
    code, _ = refused(lambda: ask(admin, "DisconnectCustomKeyStore", CustomKeyStoreId=store))
    assert code == "CustomKeyStoreInvalidStateException"
    assert ask(admin, "DeleteCustomKeyStore", CustomKeyStoreId=store) == {}
    code, _ = refused(lambda: described(admin, store))
    assert code == "CustomKeyStoreNotFoundException"
    operations = [each.metadata["kmsOperation"] for each in proxy.asked]
    assert operations == ["CreateCustomKeyStore", "ConnectCustomKeyStore"]
    assert {each.path for each in proxy.asked} == {f"{PREFIX}/health"}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (
            {"XksProxyAuthenticationCredential": {**CREDENTIAL, "RawSecretAccessKey": "x" * 43}},
            "XksProxyIncorrectAuthenticationCredentialException",
        ),
        (
            {"XksProxyAuthenticationCredential": {**CREDENTIAL, "AccessKeyId": "A" * 20}},
            "XksProxyIncorrectAuthenticationCredentialException",
        ),
        ({"XksProxyUriPath": "/other/kms/xks/v1"}, "XksProxyInvalidConfigurationException"),
        ({"XksProxyUriEndpoint": "https://elsewhere.example.com"}, "XksProxyUriUnreachableException"),
        ({"XksProxyConnectivity": "VPC_ENDPOINT_SERVICE"}, "XksProxyVpcEndpointServiceNotFoundException"),
        (
            {"XksProxyVpcEndpointServiceName": "com.amazonaws.vpce.us-east-1.vpce-svc-1"},
            "XksProxyVpcEndpointServiceNotFoundException",
        ),
        ({"XksProxyUriPath": None}, "ValidationException"),
        ({"KeyStorePassword": "password"}, "ValidationException"),
    ],
)
def test_settings_that_do_not_work_make_no_key_store(
    admin: Call, proxy: XksProxy, wrong: dict[str, Any], code: str
) -> None:
    request = {name: value for name, value in external(**wrong).items() if value is not None}
    found, message = refused(lambda: ask(admin, "CreateCustomKeyStore", **request))
    assert found == code
    assert "own words" not in message
    assert ask(admin, "DescribeCustomKeyStores")["CustomKeyStores"] == []


def test_names_and_proxies_are_used_once(admin: Call, world: World, proxy: XksProxy) -> None:
    first = connected(admin)
    code, _ = refused(lambda: ask(admin, "CreateCustomKeyStore", **external(XksProxyUriPath="/a/kms/xks/v1")))
    assert code == "CustomKeyStoreNameInUseException"
    again = external(CustomKeyStoreName="again", XksProxyUriEndpoint=ENDPOINT.replace("xks", "XKS"))
    code, _ = refused(lambda: ask(admin, "CreateCustomKeyStore", **again))
    assert code == "XksProxyUriInUseException"
    other = world.call(world.user("boss", world.allowed("*"), account="444455556666"))
    ask(other, "CreateCustomKeyStore", **external())  # of another account
    code, _ = refused(lambda: described(other, first))
    assert code == "CustomKeyStoreNotFoundException"
    for name in ("Connect", "Disconnect", "Delete", "Update"):
        code, _ = refused(lambda name=name: ask(other, f"{name}CustomKeyStore", CustomKeyStoreId=first))  # type: ignore[misc]
        assert code == "CustomKeyStoreNotFoundException"


def test_ten_are_the_most(admin: Call, proxy: XksProxy) -> None:
    proxy.answer = lambda *_: (200, HEALTHY)  # type: ignore[method-assign]
    for number in range(10):
        path = {"CustomKeyStoreName": f"s{number}", "XksProxyUriPath": f"/p{number}/kms/xks/v1"}
        ask(admin, "CreateCustomKeyStore", **external(**path))
    code, _ = refused(lambda: ask(admin, "CreateCustomKeyStore", **external()))
    assert code == "LimitExceededException"
    first = ask(admin, "DescribeCustomKeyStores", Limit=7)
    rest = ask(admin, "DescribeCustomKeyStores", Limit=7, Marker=first["NextMarker"])
    names = {entry["CustomKeyStoreName"] for page in (first, rest) for entry in page["CustomKeyStores"]}
    assert names == {f"s{number}" for number in range(10)}
    assert not rest["Truncated"]


HEALTHY = {
    "xksProxyFleetSize": 1,
    "xksProxyVendor": "v",
    "xksProxyModel": "m",
    "ekmVendor": "e",
    "ekmFleetDetails": [{"id": "i", "model": "m", "healthStatus": "ACTIVE"}],
}


@pytest.mark.parametrize(
    ("answer", "connects"),
    [
        (HEALTHY, ""),
        ({**HEALTHY, "ekmFleetDetails": [{"id": "i", "model": "m", "healthStatus": "DEGRADED"}]}, ""),
        (
            {**HEALTHY, "ekmFleetDetails": [{"id": "i", "model": "m", "healthStatus": "UNAVAILABLE"}]},
            "XKS_PROXY_NOT_REACHABLE",
        ),
        (
            {**HEALTHY, "ekmFleetDetails": [{"id": "i", "model": "m", "healthStatus": "FINE"}]},
            "XKS_PROXY_INVALID_RESPONSE",
        ),
        ({**HEALTHY, "ekmFleetDetails": []}, "XKS_PROXY_INVALID_RESPONSE"),
        ({**HEALTHY, "ekmFleetDetails": HEALTHY["ekmFleetDetails"] * 11}, "XKS_PROXY_INVALID_RESPONSE"),  # type: ignore[operator]
        ({**HEALTHY, "xksProxyFleetSize": 0}, "XKS_PROXY_INVALID_RESPONSE"),
        ({**HEALTHY, "xksProxyFleetSize": True}, "XKS_PROXY_INVALID_RESPONSE"),
        ({**HEALTHY, "ekmVendor": None}, "XKS_PROXY_INVALID_RESPONSE"),
        ({}, "XKS_PROXY_INVALID_RESPONSE"),
        (b"[]", "XKS_PROXY_INVALID_RESPONSE"),
        (b"<html>", "XKS_PROXY_INVALID_RESPONSE"),
        (b" " * 70_000, "XKS_PROXY_INVALID_RESPONSE"),
        ((302, HEALTHY), "XKS_PROXY_INVALID_RESPONSE"),
        ((503, b""), "XKS_PROXY_INVALID_RESPONSE"),
        ((500, {"errorName": "InternalException"}), "XKS_PROXY_INVALID_RESPONSE"),
        ((401, {"errorName": "AuthenticationFailedException"}), "INVALID_CREDENTIALS"),
        ((403, {"errorName": "AccessDeniedException"}), "XKS_PROXY_ACCESS_DENIED"),
        ((404, {"errorName": "InvalidUriPathException"}), "XKS_PROXY_INVALID_CONFIGURATION"),
        ((429, {"errorName": "ThrottlingException"}), "XKS_PROXY_NOT_REACHABLE"),
        ((503, {"errorName": "DependencyTimeoutException"}), "XKS_PROXY_TIMED_OUT"),
        ((418, {"errorName": "Teapot"}), "XKS_PROXY_INVALID_RESPONSE"),
        ((400, {"errorName": ["x"]}), "XKS_PROXY_INVALID_RESPONSE"),
    ],
)
def test_what_a_proxy_says_of_its_health_decides_the_connection(
    admin: Call, proxy: XksProxy, answer: Any, connects: str
) -> None:
    store = ask(admin, "CreateCustomKeyStore", **external())["CustomKeyStoreId"]
    proxy.alter = lambda *_: answer
    ask(admin, "ConnectCustomKeyStore", CustomKeyStoreId=store)
    entry = described(admin, store)
    assert (entry["ConnectionState"], entry.get("ConnectionErrorCode", "")) == (
        ("FAILED", connects) if connects else ("CONNECTED", "")
    )
    assert all(each.path == f"{PREFIX}/health" for each in proxy.asked)  # no redirect was followed
    if connects:
        code, _ = refused(lambda: ask(admin, "ConnectCustomKeyStore", CustomKeyStoreId=store))
        assert code == "CustomKeyStoreInvalidStateException"
        code, _ = refused(lambda: ask(admin, "DeleteCustomKeyStore", CustomKeyStoreId=store))
        assert code == "CustomKeyStoreInvalidStateException"
        ask(admin, "DisconnectCustomKeyStore", CustomKeyStoreId=store)
        assert "ConnectionErrorCode" not in described(admin, store)
        proxy.alter = lambda _, true: true
        ask(admin, "ConnectCustomKeyStore", CustomKeyStoreId=store)
        assert described(admin, store)["ConnectionState"] == "CONNECTED"


def test_updates(admin: Call, proxy: XksProxy) -> None:
    store = connected(admin)

    def update(**members: Any) -> None:
        ask(admin, "UpdateCustomKeyStore", CustomKeyStoreId=store, **members)

    update(NewCustomKeyStoreName="renamed")
    assert described(admin, store)["CustomKeyStoreName"] == "renamed"
    # While it is connected: credential and path, if the proxy takes them.
    code, _ = refused(lambda: update(XksProxyAuthenticationCredential={**CREDENTIAL, "RawSecretAccessKey": "y" * 43}))
    assert code == "XksProxyIncorrectAuthenticationCredentialException"
    proxy.credentials["B" * 20] = "z" * 64
    update(XksProxyAuthenticationCredential={"AccessKeyId": "B" * 20, "RawSecretAccessKey": "z" * 64})
    del proxy.credentials[ACCESS_KEY]
    key_in(admin, store)
    code, _ = refused(lambda: update(XksProxyUriPath="/other/kms/xks/v1"))
    assert code == "XksProxyInvalidConfigurationException"
    for members in ({"XksProxyUriEndpoint": ENDPOINT}, {"XksProxyConnectivity": "PUBLIC_ENDPOINT"}):
        code, _ = refused(lambda members=members: update(**members))  # type: ignore[misc]
        assert code == "CustomKeyStoreInvalidStateException"
    code, _ = refused(lambda: update(KeyStorePassword="password"))
    assert code == "ValidationException"
    ask(admin, "DisconnectCustomKeyStore", CustomKeyStoreId=store)
    update(XksProxyUriEndpoint=ENDPOINT, NewCustomKeyStoreName="outside")
    code, _ = refused(lambda: update(XksProxyUriEndpoint="https://elsewhere.example.com"))
    assert code == "XksProxyUriUnreachableException"
    assert described(admin, store)["XksProxyConfiguration"]["UriEndpoint"] == ENDPOINT


def test_a_key_store_with_keys_stays_until_they_are_destroyed(admin: Call, world: World, proxy: XksProxy) -> None:
    store = connected(admin)
    arn = key_in(admin, store)
    ask(admin, "ScheduleKeyDeletion", KeyId=arn, PendingWindowInDays=7)
    ask(admin, "DisconnectCustomKeyStore", CustomKeyStoreId=store)
    code, _ = refused(lambda: ask(admin, "DeleteCustomKeyStore", CustomKeyStoreId=store))
    assert code == "CustomKeyStoreHasCMKsException"
    world.clock.advance(days=7, seconds=1)
    assert destroy_due(world.instance) == [arn]
    ask(admin, "DeleteCustomKeyStore", CustomKeyStoreId=store)
    assert "key-1" in proxy.keys  # an external key is not ours


def test_who_may(world: World, proxy: XksProxy) -> None:
    stranger = world.call(world.user("stranger", world.allowed("kms:DescribeKey")))
    for name, request in (
        ("CreateCustomKeyStore", external()),
        ("DescribeCustomKeyStores", {}),
        *(
            (f"{verb}CustomKeyStore", {"CustomKeyStoreId": "cks-1"})
            for verb in ("Connect", "Disconnect", "Update", "Delete")
        ),
    ):
        code, message = refused(lambda name=name, request=request: ask(stranger, name, **request))  # type: ignore[misc]
        assert code == "AccessDeniedException"
        assert f"kms:{name}" in message
    assert proxy.asked == []  # nobody is asked for a stranger


def test_the_secret_is_nowhere_but_in_its_column(admin: Call, instance: Instance, proxy: XksProxy) -> None:
    store = connected(admin)
    arn = key_in(admin, store)
    ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x")
    proxy.credentials = {ACCESS_KEY: "w" * 43}
    _, message = refused(lambda: ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x"))
    found, events = store_of(admin, store), json.dumps(instance.trail.newest(100))
    assert "CreateCustomKeyStore" in events
    for text in (message, repr(found), str(found), events, json.dumps(described(admin, store), default=str)):
        assert SECRET not in text
        assert SECRET[:20] not in text
    assert ACCESS_KEY not in events
    assert found.secret.reveal() == SECRET.encode()
    for file in instance.home.rglob("*"):
        if file.is_file():
            assert SECRET.encode() not in file.read_bytes()
