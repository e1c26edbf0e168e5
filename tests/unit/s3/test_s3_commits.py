"""An object and the record of who wrote it become durable as one, and are lost as one."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from sealcanvas.s3.errors import NoSuchKey
from sealcanvas.s3.state import state_of
from sealcanvas.service.instance import Instance
from sealcanvas.storage.commit_group import CommitFailed
from tests.unit.s3.conftest import Client


@contextmanager
def commits(instance: Instance) -> Iterator[list[str]]:
    """The COMMITs of this thread in the block; the reaper has its own."""
    found: list[str] = []
    thread = threading.get_ident()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement == "COMMIT" and threading.get_ident() == thread:
            found.append(statement)

    event.listen(instance.database.engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(instance.database.engine, "before_cursor_execute", note)


@pytest.fixture(autouse=True)
def _service_key_is_made(root: Client, instance: Instance) -> None:
    """It is made by the first object, and read back by the second, whose predecessor is gone when this ends.

    A commit of the reaper's would take along what the test is about to lose.
    """
    for _ in range(2):
        root.put("first")
    while state_of(instance).reaper._thread is not None:
        time.sleep(0.01)


def test_an_object_and_its_record_are_one_commit(root: Client, instance: Instance) -> None:
    with commits(instance) as found:
        root.put("a")
    assert len(found) == 1


def test_a_part_and_its_record_are_one_commit(root: Client, instance: Instance) -> None:
    upload = root.create_multipart_upload(Key="a")["UploadId"]
    with commits(instance) as found:
        root.upload_part(Key="a", UploadId=upload, PartNumber=1, Body=b"part")
    assert len(found) == 1


def test_many_deletions_are_one_commit_and_each_still_fails_alone(root: Client, instance: Instance) -> None:
    for number in range(20):
        root.put(str(number))
    objects = [{"Key": str(number)} for number in range(20)] + [{"Key": "x" * 2000}]
    with commits(instance) as found:
        told = root.delete_objects(Delete={"Objects": objects})
    assert len(found) == 1
    assert (len(told["Deleted"]), [each["Code"] for each in told["Errors"]]) == (20, ["KeyTooLongError"])
    assert [each["Key"] for each in root.list_objects_v2()["Contents"]] == ["first"]


def test_a_commit_that_fails_is_no_answer_and_leaves_neither(
    root: Client, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, thread = instance.database._commit, threading.get_ident()

    def lost(group: Any) -> None:
        if threading.get_ident() != thread:  # the reaper's
            commit(group)
            return
        monkeypatch.undo()
        with instance.database.read():
            instance.database._write_batch()
            instance.database._abandon()
        raise CommitFailed("the disk is full")

    state_of(instance).reaper.sweep()
    before, blobs = instance.trail.verify(), list(instance.objects.ids())
    monkeypatch.setattr(instance.database, "_commit", lost)
    with pytest.raises(CommitFailed):
        root.put("a")
    state_of(instance).reaper.sweep()
    assert list(instance.objects.ids()) == blobs
    assert instance.trail.verify() == before
    with pytest.raises(NoSuchKey):
        root.get("a")
    assert root.put("a")["ETag"]
