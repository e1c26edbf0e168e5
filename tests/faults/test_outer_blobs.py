"""A real server whose sealed bytes lie in another maker's S3: in use, with that down, killed, started wrongly."""

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sealcanvas.client.errors import ServerDidNotStart
from sealcanvas.demo.embedded import EmbeddedServer
from sealcanvas.server.environment import environment_of
from tests.support.live import Live
from tests.support.outer import ENVIRONMENT, SECRET_KEY, OuterServer, outer_server

BODY = os.urandom(20 << 20)


@pytest.fixture
def outer(tmp_path: Path) -> Iterator[OuterServer]:
    (tmp_path / "outer").mkdir()
    with outer_server(tmp_path / "outer") as server:
        yield server


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddedServer]:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    made = EmbeddedServer()
    yield made
    made.stop()
    made.remove()


def live(server: EmbeddedServer) -> Live:
    return Live(server, environment_of(server.home), server.home.describe().account)


def code_of(error: ClientError) -> tuple[str, int]:
    return error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]


@pytest.mark.slow
def test_a_server_on_an_outer_store(outer: OuterServer, server: EmbeddedServer) -> None:
    address = str(outer.address())
    server.start("--blobs", address)
    s3 = live(server).client("s3")
    s3.create_bucket(Bucket="mine")
    s3.put_object(Bucket="mine", Key="顧客/大.bin", Body=BODY)
    s3.put_object(Bucket="mine", Key="small", Body=b"small")
    _read_back(s3)
    _holds_sealed_bytes_only(outer, server)
    report = live(server).client("sealcanvas").verify_store()
    assert report["Summary"]["DamagedCount"] == report["Summary"]["UnsealedCount"] == 0
    assert sum(1 for file in report["Files"] if file["Path"].startswith("s3://outer/")) == 2

    outer.process.kill()
    outer.process.wait()
    for name, members in (("put_object", {"Key": "lost", "Body": b"x"}), ("get_object", {"Key": "small"})):
        began = time.monotonic()
        with pytest.raises(ClientError) as caught:
            getattr(s3, name)(Bucket="mine", **members)
        assert code_of(caught.value) == ("ServiceUnavailable", 503)
        assert time.monotonic() - began < 30
    assert s3.list_objects_v2(Bucket="mine")["KeyCount"] == 2
    log = (server.folder / "server.log").read_text()
    assert "the blob store did not take PUT" in log
    assert SECRET_KEY not in log

    again = subprocess.Popen(outer.process.args, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _until(lambda: _answers(s3))
        _read_back(s3)
        server.kill()
        with pytest.raises(ServerDidNotStart, match="keeps its objects in"):
            server.start("--blobs", address.replace("/blobs", "/other"))
        server.start()
        s3 = live(server).client("s3")
        _read_back(s3)
        s3.delete_object(Bucket="mine", Key="small")
        server.stop()
        (owner,) = outer.folder.rglob("sealcanvas-instance")
        owner.write_text("f" * 32)
        with pytest.raises(ServerDidNotStart, match="another instance"):
            server.start()
    finally:
        again.kill()
        again.wait()


def _read_back(s3: Any) -> None:
    assert s3.get_object(Bucket="mine", Key="顧客/大.bin")["Body"].read() == BODY
    part = s3.get_object(Bucket="mine", Key="顧客/大.bin", Range="bytes=8388600-8388700")["Body"].read()
    assert part == BODY[8388600:8388701]
    assert s3.get_object(Bucket="mine", Key="small")["Body"].read() == b"small"


def _holds_sealed_bytes_only(outer: OuterServer, server: EmbeddedServer) -> None:
    pieces = [path for path in outer.folder.rglob("*") if path.is_file() and path.name != "sealcanvas-instance"]
    small, middle = sorted(path.stat().st_size for path in pieces if path.name != "0000")
    assert middle == 8 << 20 > small > 4 << 20
    for path in pieces:
        content = path.read_bytes()
        assert BODY[1000:1032] not in content
        assert b"small" not in content
    state = server.folder / "state"
    assert [path for path in (state / "objects").rglob("*") if path.is_file() and path.stat().st_size] == []
    for path in state.rglob("*"):
        if path.is_file():
            assert SECRET_KEY.encode() not in path.read_bytes()


def _answers(s3: Any) -> bool:
    try:
        s3.get_object(Bucket="mine", Key="small")
    except ClientError:
        return False
    return True


def _until(look: Any) -> None:
    deadline = time.monotonic() + 60
    while not look():
        assert time.monotonic() < deadline
        time.sleep(0.2)
