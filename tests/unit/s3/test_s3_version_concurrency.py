"""Many threads on the versions of one key: nothing acknowledged is lost, one version is current, reads are whole."""

import threading
from concurrent.futures import ThreadPoolExecutor

from sealcanvas.s3 import errors
from sealcanvas.s3.bucket import find_bucket
from sealcanvas.s3.record import read_versions
from sealcanvas.s3.state import state_of
from sealcanvas.service.instance import Instance
from tests.unit.s3.conftest import BUCKET, Client
from tests.unit.s3.test_s3_versions import versioning

WRITERS, TIMES = 4, 8


def test_every_acknowledged_version_is_there(root: Client, instance: Instance) -> None:
    versioning(root, "Enabled")
    stop, start = threading.Event(), threading.Barrier(WRITERS)

    def write(number: int) -> list[tuple[str, bytes | None]]:
        start.wait()
        done: list[tuple[str, bytes | None]] = []
        for turn in range(TIMES):
            data = bytes([number, turn]) * 20_000
            done.append((root.put("a", data)["VersionId"], data))
            if turn % 3 == 2:
                done.append((root.delete_object(Key="a")["VersionId"], None))
        return done

    def read() -> int:
        count = 0
        while not stop.is_set():
            try:
                data = root.get("a")
            except errors.NoSuchKey:
                data = b""
            assert data == data[:2] * (len(data) // 2)
            page = root.list_object_versions(MaxKeys=3)
            assert sum(e["IsLatest"] for e in (*page["Versions"], *page["DeleteMarkers"])) <= 1
            count += 1
        return count

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        reader = pool.submit(read)
        try:
            written = [pair for pairs in pool.map(write, range(WRITERS)) for pair in pairs]
        finally:
            stop.set()
        assert reader.result() > 0
    state_of(instance).reaper.sweep()
    for version, data in written:
        if data is not None:
            assert root.get("a", VersionId=version) == data
    with instance.database.read() as connection:
        versions = read_versions(connection, find_bucket(root.call, BUCKET), "a")
    assert {record.version_id for record in versions} == {version for version, _ in written}
    assert [record.current for record in versions] == [True] + [False] * (len(written) - 1)
    assert [record.sequence for record in versions] == list(range(len(written), 0, -1))
    assert all(older.noncurrent_since is not None for older in versions[1:])


def test_null_versions_are_replaced_one_by_one_while_versioning_changes(root: Client, instance: Instance) -> None:
    stop = threading.Event()

    def toggle() -> None:
        turn = 0
        while not stop.is_set():
            versioning(root, ("Enabled", "Suspended")[turn % 2])
            turn += 1

    def write(number: int) -> list[str]:
        ids = []
        for turn in range(TIMES):
            ids.append(root.put("a", bytes([number, turn])).get("VersionId", "null"))
            if turn % 4 == 3:
                root.delete_object(Key="a", VersionId="null")
        return ids

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        toggling = pool.submit(toggle)
        try:
            told = [version for ids in pool.map(write, range(WRITERS)) for version in ids]
        finally:
            stop.set()
        toggling.result()
    with instance.database.read() as connection:
        versions = read_versions(connection, find_bucket(root.call, BUCKET), "a")
    assert {v.version_id for v in versions if not v.null_version} == {version for version in told if version != "null"}
    assert sum(v.null_version for v in versions) <= 1
    assert [v.current for v in versions] == [True] + [False] * (len(versions) - 1)
    state_of(instance).reaper.sweep()
    assert len(list(instance.objects.ids())) == len(versions)
    assert root.get("a") == root.get("a", VersionId=versions[0].shown_id)
