"""What takes long has threads of its own: neither invocations nor uploads hold up jobs or anybody's requests."""

from pathlib import Path

import pytest

from sealcanvas.server.asgi import Application
from sealcanvas.server.door import Door
from sealcanvas.service.instance import Instance
from sealcanvas.wire.message import Request
from sealcanvas.wire.route import route
from tests.support.instance import make_instance


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    return make_instance(tmp_path)


@pytest.mark.parametrize(
    ("scheme", "method", "path", "pool"),
    [
        ("http", "POST", "/endpoints/e/invocations", "invocation"),
        ("unix", "POST", "/endpoints/e/invocations", "invocation"),
        ("unix", "PUT", "/bucket/key", "worker-door"),
        ("unix", "GET", "/bucket/key", "worker-door"),
        ("http", "PUT", "/bucket/key", "upload"),
        ("http", "GET", "/bucket/key", "request"),
    ],
)
def test_each_kind_of_request_has_its_threads(
    instance: Instance, scheme: str, method: str, path: str, pool: str
) -> None:
    application = Application(Door(instance), threads=1)
    host = "runtime.sagemaker.us-east-1.amazonaws.com" if "endpoints" in path else "s3.us-east-1.amazonaws.com"
    scope = f"AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/{'sagemaker' if 'endpoints' in path else 's3'}/aws4_request"
    headers = {
        "host": host,
        "authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=00",
    }
    request = Request(
        method=method, path=path, query="", headers=headers, body=b"", host=host, scheme=scheme, source_ip="127.0.0.1"
    )
    assert application._pool(request, route(request))._thread_name_prefix == pool
    application.close()
