"""Vault as a keeper: what it is asked, and answers that are not Vault's."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from sealcanvas.crypto.secret import Secret
from sealcanvas.roots.errors import RootUnavailable
from sealcanvas.roots.keeper import Kept, Purpose, Sources
from sealcanvas.roots.vault import VaultKeeper
from tests.support.vault import TOKEN, vault

PURPOSE = Purpose("0a1b", 2)


def keeper(url: str, **environment: str) -> VaultKeeper:
    return VaultKeeper.parse(url, Sources({"VAULT_TOKEN": TOKEN, **environment}))


@contextmanager
def answering(status: int, content: bytes, *headers: tuple[str, str]) -> Iterator[str]:
    """A server that says one thing, whatever it is asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            for name, value in (("Content-Length", str(len(content))), *headers):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/studio"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_it_is_asked_by_transit_s_paths_and_bound_to_instance_and_epoch() -> None:
    with vault() as served:
        made = keeper(f"{served.url}/studio")
        root = Secret.random()
        kept = made.keep(root, PURPOSE)
        assert kept.wrapped.startswith(b"vault:v1:")
        assert made.give(kept, PURPOSE, "") == root
        for other in (Purpose("0a1b", 3), Purpose("ffff", 2)):
            with pytest.raises(RootUnavailable, match="authentication failed"):
                made.give(kept, other, "")
        assert [path for path, _ in served.requests[:2]] == ["/v1/transit/encrypt/studio", "/v1/transit/decrypt/studio"]
        assert root.reveal() not in kept.wrapped


def test_another_mount_and_its_locator() -> None:
    made = keeper("https://Vault.example:8200/team/transit/studio/")
    assert made.locator == "vault:https://vault.example:8200/team/transit/studio"
    assert keeper(made.locator.removeprefix("vault:")).locator == made.locator
    assert keeper("https://vault.example/transit/studio").locator == "vault:https://vault.example/studio"


@pytest.mark.parametrize(
    ("status", "content", "why"),
    [
        (200, b"", "status 200"),
        (200, b"[]", "status 200"),
        (200, b'{"data": []}', "status 200"),
        (200, b'{"data": {}}', "has no plaintext"),
        (200, b'{"data": {"plaintext": 7}}', "has no plaintext"),
        (200, b'{"data": {"plaintext": "!"}}', "does not answer as Vault does"),
        (200, b"x" * 70_000, "status 200"),
        (403, b'{"errors": ["permission denied\\nsealcanvas: all is well"]}', "permission denied sealcanvas"),
        (404, b"<html>", "status 404"),
        (429, b'{"errors": {}}', "status 429"),
        (503, b'{"errors": ["Vault is sealed"]}', "is sealed or in standby: Vault is sealed"),
    ],
)
def test_answers_that_are_refusals_or_not_vault_s(status: int, content: bytes, why: str) -> None:
    with answering(status, content) as url, pytest.raises(RootUnavailable, match=why) as caught:
        keeper(url).give(Kept(b"vault:v1:AAAA"), PURPOSE, "")
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500
    assert TOKEN not in str(caught.value)


def test_a_redirect_takes_the_token_nowhere() -> None:
    with vault() as elsewhere:
        target = ("Location", f"{elsewhere.url}/v1/transit/decrypt/studio")
        with answering(307, b"", target) as url, pytest.raises(RootUnavailable, match="status 307"):
            keeper(url).give(Kept(b"vault:v1:AAAA"), PURPOSE, "")
        assert elsewhere.requests == []


def test_nobody_there_and_no_certificate_of_theirs() -> None:
    with pytest.raises(RootUnavailable, match=r"cannot be reached: .*[Rr]efused") as caught:
        keeper("http://127.0.0.1:9/studio").keep(Secret.random(), PURPOSE)
    assert "object at 0x" not in str(caught.value)
    with answering(200, b"{}") as url, pytest.raises(RootUnavailable, match="cannot be reached"):
        keeper(url.replace("http:", "https:")).keep(Secret.random(), PURPOSE)


def test_a_token_that_would_be_a_header_of_its_own_is_refused() -> None:
    with vault() as served, pytest.raises(RootUnavailable, match="no token has"):
        keeper(f"{served.url}/studio", VAULT_TOKEN="hvs.x\r\nX-Vault-Namespace: other").keep(Secret.random(), PURPOSE)
