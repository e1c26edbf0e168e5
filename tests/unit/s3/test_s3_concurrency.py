"""Many threads on one store: every read is one whole version, and nothing is left over."""

import threading
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from sealcanvas.s3 import errors
from sealcanvas.s3.state import state_of
from sealcanvas.service.instance import Instance
from tests.support.outer import OuterServer
from tests.unit.s3.conftest import Client

MIB = 1024**2


def test_readers_see_whole_versions_while_writers_replace_them(root: Client, instance: Instance) -> None:
    versions = [bytes([n]) * (20_000 + n) for n in range(4)]
    root.put("a", versions[0])
    stop = threading.Event()

    def write(data: bytes) -> None:
        for _ in range(15):
            root.put("a", data)

    def read() -> int:
        count = 0
        while not stop.is_set():
            assert root.get("a") in versions
            count += 1
        return count

    with ThreadPoolExecutor(6) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        writers = [pool.submit(write, data) for data in versions]
        try:
            for writer in writers:
                writer.result()
        finally:
            stop.set()
        assert all(reader.result() > 0 for reader in readers)
    state_of(instance).reaper.sweep()
    assert len(list(instance.objects.ids())) == 1
    instance.trail.verify()


def test_one_of_many_first_writers_wins(root: Client) -> None:
    start = threading.Barrier(8)

    def write(number: int) -> bool:
        start.wait()
        try:
            root.put("once", bytes([number]), IfNoneMatch="*")
        except errors.PreconditionFailed:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(write, range(8)))
    assert sum(won) == 1
    assert root.get("once") == bytes([won.index(True)])


def test_listings_keep_up_with_writers(root: Client) -> None:
    names = [f"{n:03}" for n in range(60)]

    def write(part: list[str]) -> None:
        for name in part:
            root.put(name)
            root.list_objects_v2(Prefix=name)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(write, [names[0::3], names[1::3], names[2::3]]))
    assert [entry["Key"] for entry in root.list_objects_v2()["Contents"]] == names


@pytest.mark.slow
def test_memory_is_flat_in_the_size_of_objects(root: Client, blobs: OuterServer | None) -> None:
    class Large:
        """64 MiB that nobody holds at once."""

        length = 64 * MIB
        trailers: dict[str, str] = {}  # noqa: RUF012 - a protocol's attribute

        def __iter__(self) -> Iterator[bytes]:
            for _ in range(64):
                yield bytes(MIB)

    tracemalloc.start()
    try:
        root.put_object(Key="large", Body=Large())
        size = sum(len(block) for block in root.get_object(Key="large")["Body"])
        copied = root.copy_object(Key="copy", CopySource="sealed-data/large")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size == 64 * MIB
    assert copied["CopyObjectResult"]["ETag"] == root.head_object(Key="large")["ETag"]
    # Of an outer store's pieces of 8 MiB, four are held while one is written, one while it is read.
    assert peak < (24 if blobs is None else 64) * MIB
