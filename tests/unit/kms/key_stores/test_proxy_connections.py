"""How a proxy is reached: TLS, time, kept connections, and never this server itself."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from sealcanvas.kms.key_stores.leaving import leave_key_stores
from sealcanvas.kms.key_stores.settings import allow, read_settings
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from tests.support.clock import Clock
from tests.support.oidc import authority
from tests.support.xks_proxy import ENDPOINT, XksProxy, xks_proxy
from tests.unit.kms.key_stores.stores_world import connected, described, external, key_in, reach, refused
from tests.unit.kms.kms_world import ask


def _connects(admin: Call) -> str:
    """The ConnectionErrorCode of a key store that is connected, "" if it is."""
    (entry,) = ask(admin, "DescribeCustomKeyStores")["CustomKeyStores"]
    ask(admin, "ConnectCustomKeyStore", CustomKeyStoreId=entry["CustomKeyStoreId"])
    code: str = described(admin, entry["CustomKeyStoreId"]).get("ConnectionErrorCode", "")
    return code


@pytest.fixture
def store(admin: Call, proxy: XksProxy) -> str:
    found: str = ask(admin, "CreateCustomKeyStore", **external())["CustomKeyStoreId"]
    return found


@pytest.mark.parametrize(
    ("host", "trusted", "code"),
    [
        ("xks.example.com", True, ""),
        ("xks.example.com", False, "XKS_PROXY_INVALID_TLS_CONFIGURATION"),
        ("other.example.com", True, "XKS_PROXY_INVALID_TLS_CONFIGURATION"),
        ("127.0.0.1", True, "XKS_PROXY_INVALID_TLS_CONFIGURATION"),  # where it is counts for nothing
    ],
)
def test_the_certificate_is_for_the_endpoints_name(
    admin: Call, instance: Instance, clock: Clock, tmp_path: Path, store: str, host: str, trusted: bool, code: str
) -> None:
    ours, other = authority(tmp_path / "ca", host=host), authority(tmp_path / "other", host=host)
    with xks_proxy(ours.server, clock) as secured:
        leave_key_stores(instance)
        reach(instance, secured, tls=ssl.create_default_context(cafile=str((ours if trusted else other).file)))
        assert _connects(admin) == code
        assert len(secured.asked) == (0 if code else 1)
        leave_key_stores(instance)


@pytest.mark.parametrize(("shown", "code"), [(True, ""), (False, "XKS_PROXY_INVALID_TLS_CONFIGURATION")])
def test_a_proxy_may_want_to_know_us_by_tls(
    admin: Call, instance: Instance, clock: Clock, tmp_path: Path, store: str, shown: bool, code: str
) -> None:
    theirs, ours = authority(tmp_path / "theirs", host="xks.example.com"), authority(tmp_path / "ours", "kms")
    theirs.server.verify_mode = ssl.CERT_REQUIRED
    theirs.server.load_verify_locations(ours.file)
    theirs.server.maximum_version = ssl.TLSVersion.TLSv1_2  # as of 1.3 a client hears of it with the answer alone
    with xks_proxy(theirs.server, clock) as secured:
        chain = tmp_path / "ours" / "kms-server.pem"
        lines = [f'endpoint = "{ENDPOINT}"', f'url = "{secured.url}"', f'ca = "{theirs.file}"', "seconds = 5"]
        lines += [f'certificate = "{chain}"', f'key = "{chain}"'] if shown else []
        file = tmp_path / "key-stores.toml"
        file.write_text("\n".join(("[[proxy]]", *lines)))
        leave_key_stores(instance)
        allow(instance, read_settings(file))
        assert _connects(admin) == code
        leave_key_stores(instance)


def test_a_proxy_that_speaks_no_tls(admin: Call, instance: Instance, proxy: XksProxy, store: str) -> None:
    leave_key_stores(instance)
    reach(instance, proxy, tls=ssl.create_default_context())
    assert _connects(admin) == "XKS_PROXY_INVALID_TLS_CONFIGURATION"


def test_somebody_who_says_nothing(admin: Call, instance: Instance, proxy: XksProxy, store: str) -> None:
    with _saying(b"") as port:
        leave_key_stores(instance)
        reach(instance, proxy, port=port)
        assert _connects(admin) == "XKS_PROXY_NOT_REACHABLE"


def test_nobody_there(admin: Call, instance: Instance, proxy: XksProxy, store: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    leave_key_stores(instance)
    reach(instance, proxy, port=port)
    assert _connects(admin) == "XKS_PROXY_NOT_REACHABLE"


@pytest.mark.wall_clock
def test_a_slow_proxy_is_given_up(admin: Call, instance: Instance, proxy: XksProxy) -> None:
    arn = key_in(admin, connected(admin))
    reach(instance, proxy, seconds=0.25)  # AWS's own bound
    proxy.delay = 5.0
    began = time.monotonic()
    code, message = refused(lambda: ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x"))
    assert time.monotonic() - began < 2
    assert (code, "did not respond in time" in message) == ("KMSInvalidStateException", True)
    code, message = refused(
        lambda: ask(admin, "UpdateCustomKeyStore", CustomKeyStoreId=_only(admin), XksProxyUriPath="/b/kms/xks/v1")
    )
    assert code == "XksProxyUriUnreachableException"
    ask(admin, "DisconnectCustomKeyStore", CustomKeyStoreId=_only(admin))
    assert _connects(admin) == "XKS_PROXY_TIMED_OUT"


def _only(admin: Call) -> str:
    (entry,) = ask(admin, "DescribeCustomKeyStores")["CustomKeyStores"]
    found: str = entry["CustomKeyStoreId"]
    return found


def test_connections_are_kept_and_those_that_the_proxy_closed_made_anew(
    admin: Call, instance: Instance, clock: Clock, proxy: XksProxy
) -> None:
    arn = key_in(admin, connected(admin))
    for _ in range(5):
        ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x")
    assert proxy.connections == 1
    for connection, _ in instance.parts["kms.key_stores.connections"]["https://xks.example.com"]._idle:
        connection.sock.shutdown(socket.SHUT_RDWR)
    ask(admin, "Encrypt", KeyId=arn, Plaintext=b"x")
    assert proxy.connections == 2


def test_this_server_itself_is_nobodys_proxy(admin: Call, instance: Instance, proxy: XksProxy, store: str) -> None:
    """As if the server listened where the proxy does, under any of this machine's names."""
    asked, connections = len(proxy.asked), proxy.connections
    leave_key_stores(instance)
    port = proxy.url.rpartition(":")[2]
    instance.endpoint = lambda: f"http://0.0.0.0:{port}"
    for host in ("127.0.0.1", "localhost"):
        reach(instance, proxy, host=host)
        assert _connects(admin) == "XKS_PROXY_NOT_REACHABLE"
        ask(admin, "DisconnectCustomKeyStore", CustomKeyStoreId=store)
    assert len(proxy.asked) == asked
    assert proxy.connections - connections <= 2  # opened, and closed without a word


def test_an_endpoint_is_for_the_accounts_that_the_operator_names(
    admin: Call, instance: Instance, proxy: XksProxy, store: str
) -> None:
    reach(instance, proxy, accounts=frozenset({"444455556666"}))
    assert _connects(admin) == "XKS_PROXY_NOT_REACHABLE"


OK = b"HTTP/1.1 200 OK\r\n"
RAW = [
    b"\x00" * 999,
    OK + b"Content-Length: 5\r\n\r\n{}",
    OK + b"X-Long: " + b"x" * 70_000 + b"\r\n\r\n",
    OK + b"X-Many: x\r\n" * 200 + b"\r\n",
    OK + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n",
    OK + b"Transfer-Encoding: chunked\r\n\r\n" + 2 * (b"ffff\r\n" + b" " * 65_535 + b"\r\n"),
    OK + b"Content-Length: 99999999999\r\n\r\n" + b" " * 70_000,
    OK + b"Content-Length: -1\r\n\r\n{}",
    OK + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b",
    OK + b"Content-Length: 999999\r\n\r\n" + b"[" * 60_000,
    b"HTTP/1.1 204 No Content\r\n\r\n",
]


@pytest.mark.parametrize("answer", RAW, ids=range(len(RAW)))
def test_whatever_is_there_instead_of_a_proxy(
    admin: Call, instance: Instance, proxy: XksProxy, store: str, answer: bytes
) -> None:
    with _saying(answer) as port:
        leave_key_stores(instance)
        reach(instance, proxy, port=port)
        assert _connects(admin) == "XKS_PROXY_INVALID_RESPONSE"
        leave_key_stores(instance)


@pytest.mark.wall_clock
@pytest.mark.parametrize("drip", [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: " + b"x" * 9_999])
def test_whatever_never_ends_is_given_up(
    admin: Call, instance: Instance, proxy: XksProxy, store: str, drip: bytes
) -> None:
    with _saying(drip, again=True) as port:
        leave_key_stores(instance)
        reach(instance, proxy, port=port, seconds=0.5)
        began = time.monotonic()
        assert _connects(admin) == "XKS_PROXY_TIMED_OUT"
        assert time.monotonic() - began < 3
        leave_key_stores(instance)


@contextmanager
def _saying(answer: bytes, *, again: bool = False) -> Iterator[int]:
    """A server that reads once, says something, again and again byte by byte if asked, and closes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            opened, _ = listener.accept()
            with opened, suppress(OSError):
                asked = b""
                while not asked.endswith(b"}}"):
                    asked += opened.recv(65_536)
                opened.sendall(answer)
                while again:
                    for byte in answer:
                        opened.sendall(bytes([byte]))
                        time.sleep(0.005)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(5)
