"""How a provider's documents are fetched: by whose trust, within which bounds."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from sealcanvas.iam import oidc_fetch
from sealcanvas.iam.oidc_fetch import Unreachable, WrongAnswer, WrongCertificate, fetch_json, top_thumbprint
from tests.support.oidc import Answer, Authority, authority, provider


@pytest.fixture(autouse=True)
def _no_system_trust(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "none.pem").write_text("")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))


@pytest.fixture
def ca(tmp_path: Path) -> Authority:
    return authority(tmp_path / "ca")


def test_the_systems_trust_suffices(ca: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(ca.file))
    with provider(ca.server) as idp:
        url = f"{idp.url}/.well-known/openid-configuration"
        assert fetch_json(url) == idp.configuration
        assert fetch_json(url, ["00" * 20]) == idp.configuration  # thumbprints count only where trust fails, as in AWS


@pytest.mark.parametrize("which", ["thumbprint", "leaf_thumbprint"])
def test_else_a_registered_thumbprint_of_the_chain_does(ca: Authority, which: str) -> None:
    thumbprint = getattr(ca, which)
    with provider(ca.server) as idp:
        url = f"{idp.url}/.well-known/openid-configuration"
        assert fetch_json(url, ["00" * 20, thumbprint.upper()]) == idp.configuration
        for thumbprints in ([], ["00" * 20], [thumbprint[:-1] + ("0" if thumbprint[-1] != "0" else "1")]):
            with pytest.raises(WrongCertificate):
                fetch_json(url, thumbprints)
        assert idp.asked == ["/.well-known/openid-configuration"]  # nothing is asked of a server that is not trusted
        assert top_thumbprint(url) == ca.thumbprint


def test_a_borrowed_certificate_in_the_chain_proves_nothing(ca: Authority, tmp_path: Path) -> None:
    """Whoever sits between can send the genuine authority's certificate along, for it is public."""
    mine = authority(tmp_path / "mine", "attacker")
    chain = tmp_path / "mine" / "attacker-server.pem"
    genuine = ssl.PEM_cert_to_DER_cert(ca.file.read_text())
    chain.write_bytes(chain.read_bytes() + ssl.DER_cert_to_PEM_cert(genuine).encode())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    with provider(context) as idp, pytest.raises(WrongCertificate):
        fetch_json(f"{idp.url}/.well-known/openid-configuration", [ca.thumbprint])
    assert mine.thumbprint != ca.thumbprint
    assert idp.asked == []


@pytest.mark.parametrize("which", ["thumbprint", "leaf_thumbprint"])
def test_a_certificate_of_another_host_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: str) -> None:
    ca = authority(tmp_path / "ca", host="127.0.0.2")
    with provider(ca.server) as idp, pytest.raises(WrongCertificate):
        fetch_json(f"{idp.url}/.well-known/openid-configuration", [getattr(ca, which)])
    monkeypatch.setenv("SSL_CERT_FILE", str(ca.file))
    with provider(ca.server) as idp, pytest.raises(WrongCertificate):
        fetch_json(f"{idp.url}/.well-known/openid-configuration")


@pytest.mark.parametrize(
    "answer",
    [
        Answer(201, b"{}"),
        Answer(204),
        Answer(302, headers={"Location": "/keys"}),
        Answer(body=b"null"),
        Answer(body=b'{"a":1,"a":2}'),
        Answer(body=b"{}" + b" " * oidc_fetch.MAXIMUM_BYTES),
        Answer(body=b'{"a":"\xff"}'),
    ],
)
def test_other_answers(answer: Answer) -> None:
    with provider() as idp:
        idp.instead["/x?y=1"] = answer
        with pytest.raises(WrongAnswer):
            fetch_json(f"{idp.url}/x?y=1")
        assert idp.asked == ["/x?y=1"]


@pytest.mark.parametrize("answer", [Answer(body=b"{}", delay=9), Answer(body=b"{}" + b" " * 999, drip=0.05)])
@pytest.mark.wall_clock
def test_a_slow_server_is_given_up(answer: Answer) -> None:
    with provider() as idp:
        idp.instead["/x"] = answer
        began = time.monotonic()
        with pytest.raises(Unreachable):
            fetch_json(f"{idp.url}/x", seconds=0.4)
        assert time.monotonic() - began < 3


@pytest.mark.wall_clock
def test_a_host_with_many_addresses_gets_no_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever owns a host's name may give it as many silent addresses as they like."""
    addresses = socket.getaddrinfo
    with socket.create_server(("127.0.0.1", 0), backlog=0) as silent, ExitStack() as waiting:
        place = silent.getsockname()
        for _ in range(4):  # more than wait to be accepted: a further connection is not answered
            caller = waiting.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(place)
        many = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place)] * 20
        monkeypatch.setattr(
            socket, "getaddrinfo", lambda host, *a, **k: many if host == "many" else addresses(host, *a, **k)
        )
        began = time.monotonic()
        with pytest.raises(Unreachable):
            fetch_json(f"http://many:{place[1]}/", seconds=0.4)
        assert time.monotonic() - began < 3


@contextmanager
def _talking(drip: bytes) -> Iterator[int]:
    """A server that accepts, and then says `drip` again and again, a byte at a time."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            opened, _ = listener.accept()
            with opened:
                try:
                    while True:
                        for byte in drip:
                            opened.sendall(bytes([byte]))
                            time.sleep(0.02)
                except OSError:
                    return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(5)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.wall_clock
def test_a_server_that_never_ends_its_headers_or_its_handshake_is_given_up(scheme: str) -> None:
    drip = b"X-More: and more\r\n" if scheme == "http" else b"\x16\x03\x03\x40\x00"
    with _talking(b"HTTP/1.1 200 OK\r\n" + drip if scheme == "http" else drip) as port:
        began = time.monotonic()
        with pytest.raises(Unreachable):
            fetch_json(f"{scheme}://127.0.0.1:{port}/", seconds=0.5)
        assert time.monotonic() - began < 3


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    for url in (f"http://127.0.0.1:{port}/", f"https://127.0.0.1:{port}/", "https://no-such-host.invalid/"):
        with pytest.raises(Unreachable):
            fetch_json(url)
    with provider() as plain, pytest.raises(Unreachable):
        fetch_json(plain.url.replace("http:", "https:"))
