"""A job worker's client over a Unix socket, against a server of twenty lines."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from sealcanvas.wire import sigv4
from sealcanvas.wire.client import connect, renew
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request, Response
from sealcanvas.wire.parse import parse
from sealcanvas.wire.route import route, service_of
from sealcanvas.wire.serialize import serialize, serialize_error
from sealcanvas.wire.validate import validate

ANSWERS: dict[str, dict[str, Any]] = {
    "kms:GenerateRandom": {"Plaintext": b"123"},
    "sealcanvas:ListDatasets": {"Datasets": [{"DatasetId": "ds-1"}]},
    "sts:GetCallerIdentity": {"Account": "111122223333"},
    "iam:GetRole": {},
    "s3:PutObject": {"ETag": '"x"'},
    "s3:ListBuckets": {"Buckets": [{"Name": "bucket"}]},
    "s3:GetObject": {"ContentLength": 3},
}
SEEN: list[tuple[str, dict[str, Any]]] = []


def answer(request: Request) -> Response:
    try:
        claimed = sigv4.credential(request)
        assert claimed is not None
        assert claimed.session_token == "token"
        sigv4.verify(request, claimed, b"secret", sigv4.content_hash(request, claimed), datetime.now(UTC), "us-east-1")
        operation = route(request)
        params = parse(operation, request)
        validate(operation, params)
        SEEN.append((operation.id, params))
        made = serialize(operation, ANSWERS[operation.id], "the-id")
        return Response(made.status, made.headers, b"abc") if operation.streaming_output else made
    except WireError as error:
        return serialize_error(service_of(request), error.code, error.message, error.status, error.members, "the-id")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments: object) -> None:
        pass

    def _do(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        path, _, query = self.path.partition("?")
        made = answer(Request(self.command, path, query, headers, body, headers["host"], "http", ""))
        self.send_response(made.status)
        for name, value in {**made.headers, "content-length": str(len(made.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(made.body)

    do_GET = do_PUT = do_POST = _do  # noqa: N815 (http.server finds them by these names)


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[str]:
    path = str(tmp_path / "s")
    server = Server(path, Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    SEEN.clear()
    yield path
    server.shutdown()
    thread.join()
    server.server_close()


def client(service: str, endpoint: str, key: str = "secret") -> Any:
    return connect(service, endpoint, "AKIDEXAMPLE", key, "token", "us-east-1", attempts=1)


def test_all_three_protocols(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "of-somebody-else")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://elsewhere.invalid")
    monkeypatch.setenv("AWS_USE_FIPS_ENDPOINT", "true")
    monkeypatch.setenv("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required")
    monkeypatch.setenv("AWS_CA_BUNDLE", "/nowhere")
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.invalid")
    assert client("kms", endpoint).generate_random(NumberOfBytes=3)["Plaintext"] == b"123"
    assert client("sealcanvas", endpoint).list_datasets(DomainId="d-abc")["Datasets"] == [{"DatasetId": "ds-1"}]
    assert client("sts", endpoint).get_caller_identity()["Account"] == "111122223333"
    s3 = client("s3", endpoint)
    assert s3.list_buckets()["Buckets"] == [{"Name": "bucket"}]
    assert s3.put_object(Bucket="bucket", Key="a b/鍵+", Body=b"hello", Metadata={"x": "y"})["ETag"] == '"x"'
    assert s3.get_object(Bucket="bucket", Key="a b/鍵+")["Body"].read() == b"abc"
    assert SEEN[-2][1]["Key"] == "a b/鍵+"
    assert SEEN[-2][1]["ChecksumCRC32"] == "NhCmhg=="


def test_refusals_are_typed(endpoint: str) -> None:
    with pytest.raises(ClientError, match="InvalidSignatureException"):
        client("kms", endpoint, "wrong").generate_random(NumberOfBytes=3)
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        client("s3", endpoint, "wrong").list_buckets()


def test_a_client_signs_with_the_credentials_that_it_was_given_last(endpoint: str) -> None:
    for service, ask in (("kms", "generate_random"), ("s3", "list_buckets")):
        made = client(service, endpoint, "wrong")
        with pytest.raises(ClientError):
            getattr(made, ask)()
        renew(made, "AKIDEXAMPLE", "secret", "token")
        assert getattr(made, ask)()


def test_unserved_services_and_absent_servers(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        client("ec2", "http://localhost")
    with pytest.raises(EndpointConnectionError):
        client("kms", str(tmp_path / "nobody")).generate_random(NumberOfBytes=3)
