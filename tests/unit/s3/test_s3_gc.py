"""gc: orphans go, what is young or referred to stays, what is missing is told."""

import os
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from sealcanvas.s3 import errors
from sealcanvas.s3.state import state_of
from sealcanvas.s3.upkeep.gc import collect
from sealcanvas.s3.upkeep.keeper import settle
from sealcanvas.s3.upkeep.noted import blobs as noted_blobs
from sealcanvas.service.instance import Instance
from sealcanvas.storage.blobs import BlobFolder
from tests.support.outer import put_blob
from tests.unit.s3.conftest import Client
from tests.unit.s3.test_s3_multipart import PART, pattern, upload
from tests.unit.s3.test_s3_tampering import blob_ids

NONE = timedelta(seconds=-60)  # a grace under which everything is old


@pytest.fixture(autouse=True)
def real_time(instance: Instance) -> None:
    instance.clock = lambda: datetime.now(UTC)  # files have no other


def test_orphans_go_and_everything_else_stays(root: Client, instance: Instance) -> None:
    root.put("a", b"kept")
    upload(root, [pattern(PART, 1), b"end"])
    begun = root.create_multipart_upload(Key="c")["UploadId"]
    root.upload_part(Key="c", UploadId=begun, PartNumber=1, Body=b"x")
    before = set(instance.objects.ids())
    put_blob(instance.objects, "0" * 32, b"nobody's")
    writer = instance.objects.create()
    writer.file.write(b"half")
    young = collect(instance)
    assert (young.orphans, young.unfinished, young.missing) == (0, 0, [])
    dry = collect(instance, dry=True, grace=NONE)
    assert (dry.orphans, dry.unfinished, dry.missing) == (1, 1, [])
    assert set(instance.objects.ids()) == {*before, "0" * 32}
    done = collect(instance, grace=NONE)
    assert (done.orphans, done.unfinished, done.missing) == (1, 1, [])
    assert set(instance.objects.ids()) == before == {each.blob_id for each in instance.objects.everything()}
    assert root.get("a") == b"kept"
    assert len(root.get("big")) == PART + 3
    again = collect(instance, grace=NONE)
    assert (again.orphans, again.unfinished) == (0, 0)
    writer.discard()


def test_what_is_missing_is_told_and_nothing_of_it_removed(root: Client, instance: Instance) -> None:
    root.put("顧客", b"data")
    (blob_id,) = blob_ids(root, "顧客")
    instance.objects.delete(blob_id)
    report = collect(instance, grace=NONE)
    assert [(each["BlobId"], each["Key"]) for each in report.missing] == [(blob_id, "顧客")]
    assert [entry["Key"] for entry in root.list_objects_v2()["Contents"]] == ["顧客"]


def test_a_delete_that_was_cut_off_is_ended(root: Client, instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    root.put("a")
    monkeypatch.setattr(state_of(instance).reaper, "unneeded", lambda _ids: None)  # killed before the files went
    root.delete_object(Key="a")
    assert len(list(instance.objects.ids())) == 1
    assert collect(instance, grace=NONE).orphans == 1
    assert list(instance.objects.everything()) == []
    with instance.database.read() as connection:
        assert connection.execute(noted_blobs.select()).all() == []


def test_stale_uploads_are_aborted_where_it_is_asked_for(root: Client, instance: Instance) -> None:
    begun = root.create_multipart_upload(Key="big")["UploadId"]
    root.upload_part(Key="big", UploadId=begun, PartNumber=1, Body=b"x")
    assert collect(instance, uploads_older_than=timedelta(days=1)).aborted == []
    instance.clock = lambda: datetime.now(UTC) + timedelta(days=2)
    assert collect(instance, grace=timedelta(days=9)).aborted == []
    dry = collect(instance, dry=True, grace=timedelta(days=9), uploads_older_than=timedelta(days=1))
    assert [each["UploadId"] for each in dry.aborted] == [begun]
    assert root.list_multipart_uploads()["Uploads"]
    assert len(collect(instance, grace=timedelta(days=9), uploads_older_than=timedelta(days=1)).aborted) == 1
    assert root.list_multipart_uploads()["Uploads"] == []
    with pytest.raises(errors.NoSuchUpload):
        root.upload_part(Key="big", UploadId=begun, PartNumber=2, Body=b"x")
    assert "AbortMultipartUpload" in {event["eventName"] for event in instance.trail.newest(5)}


def test_beside_writers_nothing_is_lost(root: Client, instance: Instance) -> None:
    stop, acknowledged = threading.Event(), {}

    def write(name: str) -> None:
        number = 0
        while not stop.is_set():
            number += 1
            root.put(f"{name}/{number % 5}", pattern(5000, number))
            acknowledged[f"{name}/{number % 5}"] = pattern(5000, number)

    threads = [threading.Thread(target=write, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 1.0
    while time.monotonic() < deadline:
        assert collect(instance).missing == []
    stop.set()
    for thread in threads:
        thread.join()
    for key, content in acknowledged.items():
        assert root.get(key) == content


def test_notes_of_an_outer_store_go_once_rows_are_there(root: Client, instance: Instance) -> None:
    root.put("a")
    writer = instance.objects.create()
    settle(instance)
    if isinstance(instance.objects, BlobFolder):
        assert instance.objects.unsettled() == []
    else:
        assert instance.objects.unsettled() == [writer.blob_id]
        assert os.listdir(instance.home / "objects" / "incoming") == [writer.blob_id]  # noqa: PTH208
    writer.discard()
