"""A disk that is full, wherever it shows: 503, nothing is left, and the store and its database are sound."""

import errno
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.s3 import errors
from sealcanvas.s3.state import state_of
from sealcanvas.s3.upkeep.noted import blobs as noted_blobs
from sealcanvas.s3.upkeep.scrub import scrub
from sealcanvas.service.instance import Instance
from sealcanvas.storage import blobs
from sealcanvas.storage.failures import is_unavailable
from tests.support.clock import Clock
from tests.unit.s3.conftest import Client
from tests.unit.s3.test_s3_multipart import PART, pattern, upload

BODY = pattern(3 << 20, 4)


def full(*_: Any, **__: Any) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class ShortFile:
    """A file on a disk with room for so many bytes: the last write before the end is cut short, as a kernel does."""

    def __init__(self, file: Any, room: int) -> None:
        self._file, self._room = file, room

    def write(self, data: memoryview) -> int:
        if not self._room:
            full()
        taken: int = self._file.write(data[: self._room])
        self._room -= taken
        return taken

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def short_of(room: int) -> Callable[[pytest.MonkeyPatch], None]:
    def arm(patch: pytest.MonkeyPatch) -> None:
        original = blobs.FolderWriter.__init__

        def begin(self: blobs.FolderWriter, *arguments: Any) -> None:
            original(self, *arguments)
            self.file = ShortFile(self.file, room)  # type: ignore[assignment]

        patch.setattr(blobs.FolderWriter, "__init__", begin)

    return arm


POINTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "no room for the header": short_of(0),
    "a write is cut short": short_of(1_500_000),
    "the file is synced": lambda patch: patch.setattr(os, "fsync", full),
    "the file is renamed": lambda patch: patch.setattr(Path, "rename", full),
    "a folder is made": lambda patch: patch.setattr(blobs, "_make_folder", full),
    "the folder is synced": lambda patch: patch.setattr(blobs, "_sync_folder", full),
}


@pytest.mark.parametrize("point", POINTS)
def test_no_room_for_the_blob(
    root: Client, instance: Instance, clock: Clock, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    root.put("there", b"before")
    begun = root.create_multipart_upload(Key="big")["UploadId"]
    writes: list[Callable[[], object]] = [
        lambda: root.put("fresh", BODY),
        lambda: root.put("there", BODY),
        lambda: root.upload_part(Key="big", UploadId=begun, PartNumber=1, Body=BODY),
    ]
    for write in writes:
        with monkeypatch.context() as patch:
            POINTS[point](patch)
            with pytest.raises(errors.ServiceUnavailable) as caught:
                write()
        assert caught.value.status == 503
    state_of(instance).reaper.sweep()
    assert len(list(instance.objects.everything())) == 1
    assert [entry["Key"] for entry in root.list_objects_v2()["Contents"]] == ["there"]
    assert root.get("there") == b"before"
    assert root.list_parts(Key="big", UploadId=begun)["Parts"] == []
    assert root.put("fresh", BODY)["ETag"]
    assert root.get("fresh") == BODY
    clock.advance(seconds=1)
    assert scrub(instance, until=instance.clock()).damaged == []


def noted(instance: Instance) -> set[str]:
    with instance.database.read() as connection:
        return {row.blob_id for row in connection.execute(noted_blobs.select())}


def test_no_room_for_the_rows(root: Client, instance: Instance) -> None:
    """SQLite's own limit on pages stands for the disk: it answers SQLITE_FULL, as it does there."""
    root.put("there", b"before")
    begun = upload(root, [pattern(PART, 1), b"end"])
    assert begun
    with instance.database.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    acknowledged, refusals = [], []
    metadata = {f"k{number}": "v" * 100 for number in range(15)}
    for number in range(40):
        try:
            root.put(f"fresh/{number}", b"x", Metadata=metadata)
            acknowledged.append(f"fresh/{number}")
        except Exception as error:
            refusals.append(error)
    assert len(refusals) > 5
    assert all(map(is_unavailable, refusals))  # 503 on the wire
    with instance.database.read() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    listed = [entry["Key"] for entry in root.list_objects_v2()["Contents"]]
    assert {*listed} >= {*acknowledged, "there", "big"}
    for key in listed:
        assert root.get(key)
    deadline = time.monotonic() + 10
    while noted(instance) != {blob.blob_id for blob in instance.objects.everything()}:
        assert time.monotonic() < deadline, "something was left behind"
        state_of(instance).reaper.sweep()
    root.put("afterwards", b"x")
    assert instance.trail.verify() > 0
