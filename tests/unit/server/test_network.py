"""The network is no wider than asked: what is loopback, and whose address a request comes from."""

import pytest
import uvicorn

from sealcanvas.cli.up import up
from sealcanvas.server.http import http_server
from sealcanvas.server.sockets import PortTaken, is_loopback, listen_tcp


@pytest.mark.parametrize(
    ("host", "alone"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("::", False), ("192.0.2.7", False), ("host", False)],
)
def test_what_others_can_reach_is_known(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone


def test_loopback_is_what_nobody_asked_for() -> None:
    (host,) = [parameter for parameter in up.params if parameter.name == "host"]
    assert is_loopback(str(host.default))


def test_a_forwarded_address_is_not_believed() -> None:
    async def application(scope: object, receive: object, send: object) -> None: ...

    server = http_server(application)  # type: ignore[arg-type]  # never called
    assert isinstance(server, uvicorn.Server)
    assert server.config.proxy_headers is False


def test_a_taken_port_is_told() -> None:
    with listen_tcp("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(PortTaken, match=f"port {port} on 127.0.0.1 is taken"):
            listen_tcp("127.0.0.1", port)
