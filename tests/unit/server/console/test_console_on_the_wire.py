"""The console over a socket: what a browser gets, and what a page that lies in a bucket may not do."""

import http.client
import json
import threading
from collections.abc import Iterator
from socket import socket
from typing import Any

import pytest

from sealcanvas.s3 import s3
from sealcanvas.server.asgi import Application
from sealcanvas.server.console.console import Console
from sealcanvas.server.door import Door
from sealcanvas.server.home import Endpoint, Home
from sealcanvas.server.http import http_server
from sealcanvas.server.sockets import listen_tcp
from sealcanvas.service.body import BytesBody
from sealcanvas.wire.message import Response
from tests.unit.sagemaker.sagemaker_world import policy
from tests.unit.server.console.console_world import Studio


class Wire:
    """A client with a host and a cookie."""

    def __init__(self, sock: socket) -> None:
        self.port = sock.getsockname()[1]
        self.cookie = ""

    def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> Response:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookie:
            sent["cookie"] = self.cookie
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        content = answer.read()
        connection.close()
        if "set-cookie" in told:
            self.cookie = told["set-cookie"].partition(";")[0]
        return Response(answer.status, told, content)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def built() -> dict[str, bytes]:
    """The files of a built page; none but where a test says so."""
    return {}


@pytest.fixture
def wire(studio: Studio, built: dict[str, bytes]) -> Iterator[Wire]:
    instance = studio.world.instance
    for name, content in built.items():
        path = instance.home / "page" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    with listen_tcp("127.0.0.1", 0) as sock:
        wire = Wire(sock)
        Home(instance.home, {}).publish_endpoint(Endpoint(wire.url, 1))
        application = Application(Door(instance))
        application._browser = Console(Door(instance), instance.home / "page")
        server = http_server(application)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True)
        thread.start()
        while not server.started:
            threading.Event().wait(0.01)
        yield wire
        server.should_exit = True
        thread.join()
        application.close()


def test_a_browser_signs_in_asks_and_signs_out(studio: Studio, wire: Wire) -> None:
    opened = wire.send("GET", "/", accept="text/html")
    assert (opened.status, opened.headers["location"]) == (302, "/console/")
    assert b"not signed in" in wire.send("GET", "/console/").body
    link = studio.link().removeprefix(wire.url)
    assert wire.send("GET", link).status == 200
    assert b"ana in team" in wire.send("GET", "/console/").body
    ask: dict[str, str] = {"origin": wire.url, "content_type": "application/json", "x_amz_target": "GetCallerIdentity"}
    answer = wire.send("POST", "/console/api/sts", b"{}", **ask)
    assert json.loads(answer.body)["Arn"].endswith("assumed-role/Runner/SageMaker")
    assert answer.headers["content-type"] == "application/x-amz-json-1.1"
    assert wire.send("POST", "/console/api/sts", b"{}", **{**ask, "origin": "http://localhost"}).status == 403
    assert wire.send("POST", "/console/sign-out", origin=wire.url).status == 303
    assert b"not signed in" in wire.send("GET", "/console/").body


def test_a_body_that_is_too_large_is_refused(studio: Studio, wire: Wire) -> None:
    ask: dict[str, str] = {"origin": wire.url, "content_type": "application/json", "x_amz_target": "GetCallerIdentity"}
    assert wire.send("POST", "/console/api/sts", bytes((16 << 20) + 1), **ask).status in (400, 413)


def test_a_page_in_a_bucket_is_sandboxed_and_a_clients_object_is_not(studio: Studio, wire: Wire) -> None:
    admin = studio.world.admin
    s3.operations["CreateBucket"](admin, {"Bucket": "pages"})
    page: dict[str, Any] = {"Bucket": "pages", "Key": "evil.html", "ContentType": "text/html"}
    s3.operations["PutObject"](admin, {**page, "Body": BytesBody(b"<script>fetch('/console/api/sts')</script>")})
    public = policy({"Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::pages/*"})
    s3.operations["DeletePublicAccessBlock"](admin, {"Bucket": "pages"})
    s3.operations["PutBucketPolicy"](admin, {"Bucket": "pages", "Policy": public})
    shown = wire.send("GET", "/pages/evil.html", accept="text/html")
    assert (shown.status, shown.headers["content-type"]) == (200, "text/html")
    assert shown.headers["content-security-policy"] == "sandbox"
    signed = wire.send("GET", "/pages/evil.html", authorization="AWS4-HMAC-SHA256 Credential=x")
    assert "content-security-policy" not in signed.headers


def test_a_page_in_a_bucket_is_sandboxed_wherever_it_says_that_it_lies(studio: Studio, wire: Wire) -> None:
    shown = wire.send("GET", "/console/page.html?X-Amz-Expires=1", host=f"pages.localhost:{wire.port}")
    assert b"<Code>" in shown.body
    assert shown.headers["content-security-policy"] == "sandbox"


def test_the_console_and_its_paths_are_no_buckets(studio: Studio, wire: Wire) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        answer = wire.send(method, "/console/object")
        assert answer.status == 405
        assert b"<html" in answer.body


@pytest.mark.parametrize(
    "built", [{"index.html": b"<!doctype html>", "assets/app-1.js": b"1", "assets/app-1.js.gz": b"z"}]
)
def test_a_built_page_and_its_assets_over_a_socket(wire: Wire) -> None:
    opened = wire.send("GET", "/", accept="text/html")
    assert (opened.status, opened.headers["location"]) == (302, "/console/")
    page = wire.send("GET", "/console/keys")
    assert (page.status, page.body) == (200, b"<!doctype html>")
    asset = wire.send("GET", "/console/assets/app-1.js", accept_encoding="gzip")
    assert (asset.body, asset.headers["content-encoding"], asset.headers["content-length"]) == (b"z", "gzip", "1")
    seen = wire.send("HEAD", "/console/assets/app-1.js")
    assert (seen.status, seen.body, seen.headers["content-length"]) == (200, b"", "1")
    kept = wire.send("GET", "/console/assets/app-1.js", accept_encoding="gzip", if_none_match=asset.headers["etag"])
    assert (kept.status, kept.body, kept.headers["etag"]) == (304, b"", asset.headers["etag"])
    assert wire.send("GET", "/console/assets/../../state.db").status == 404
    assert wire.send("GET", "/console/assets/app-1.js", authorization="AWS4-HMAC-SHA256 x").status != 200
