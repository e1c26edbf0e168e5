"""Blobs in an outer store that honours ranges (moto's S3; rclone's answers them with everything)."""

import subprocess
import sys
import urllib.request
from collections.abc import Iterator

import pytest

from sealcanvas.crypto.source import fill
from sealcanvas.storage.outer.address import OuterAddress
from sealcanvas.storage.outer.store import OuterBlobs
from tests.support.outer import ENVIRONMENT, free_port, until_it_answers

_PIECE = 8 << 20
_SIZE = _PIECE * 2 + 12_345
_RANGES = ((0, 10), (_PIECE - 5, 10), (2 * _PIECE - 1, 2), (5_000_000, 300_000), (_SIZE - 7, 100))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OuterBlobs]:
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until_it_answers(port)
        make = urllib.request.Request(f"http://127.0.0.1:{port}/outer", method="PUT")
        urllib.request.urlopen(make, timeout=30).close()
        address = OuterAddress.parse(f"s3://outer/blobs?endpoint=http://127.0.0.1:{port}")
        yield OuterBlobs(address, tmp_path_factory.mktemp("notes"), ENVIRONMENT)
    finally:
        process.kill()
        process.wait(30)


@pytest.mark.slow
def test_ranges_across_pieces_and_the_end_come_back(store: OuterBlobs) -> None:
    content = bytes(range(256)) * (_SIZE // 256 + 1)
    content = content[:_SIZE]
    blob = store.create()
    for start in range(0, _SIZE, 1 << 20):
        blob.file.write(content[start : start + (1 << 20)])
    blob.publish()
    assert store.size(blob.blob_id) == _SIZE
    with store.open(blob.blob_id) as file:
        assert file.read() == content
        for start, length in _RANGES:
            file.seek(start)
            found = memoryview(bytearray(length))
            size = fill(file, found)  # as every reader does: one read may end where a piece does
            assert found[:size] == content[start : start + length]
    assert store.connection.honours_ranges
    store.delete(blob.blob_id)
    with pytest.raises(FileNotFoundError):
        store.open(blob.blob_id)
