"""The seal binds the version: files of versions that are swapped, rolled back or put back are never given out."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.s3.bucket import find_bucket
from sealcanvas.s3.record import ObjectRecord, read_parts, read_version
from sealcanvas.s3.recover import recover
from sealcanvas.s3.state import state_of
from sealcanvas.s3.walk import object_of_blob, verify_blob
from tests.support.outer import file_of_blob
from tests.unit.s3.conftest import BUCKET, Client
from tests.unit.s3.test_s3_multipart import pattern, upload
from tests.unit.s3.test_s3_tampering import read_all
from tests.unit.s3.test_s3_versions import versioning

SIZE = 40_000  # of every version the same, so that nothing but the seal tells them apart
OLD, NEW = pattern(SIZE, 1), pattern(SIZE, 2)


def record_of(client: Client, key: str, version: str) -> ObjectRecord:
    bucket = find_bucket(client.call, BUCKET)
    with client.instance.database.read() as connection:
        record = read_version(connection, bucket, key, version)
    assert record is not None
    return record


def file_of(client: Client, key: str, version: str) -> Path:
    record = record_of(client, key, version)
    blob_id = record.blob_id
    if blob_id is None:
        with client.instance.database.read() as connection:
            blob_id = read_parts(connection, record.upload_id or "")[0].blob_id
    return file_of_blob(client.instance.objects, blob_id)


def swap(one: Path, two: Path) -> None:
    aside = one.with_suffix(".aside")
    one.rename(aside)
    two.rename(one)
    aside.rename(two)


@pytest.fixture(params=["AES256", "aws:kms", "bucket-key", "multipart"])
def two(root: Client, key_arn: str, request: pytest.FixtureRequest) -> tuple[Client, str, str]:
    """A store, and an older and a newer version of object "a"."""
    versioning(root, "Enabled")
    kms: dict[str, Any] = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key_arn}
    kinds: dict[str, dict[str, Any]] = {"aws:kms": kms, "bucket-key": {**kms, "BucketKeyEnabled": True}}
    members = kinds.get(request.param, {})
    if request.param == "multipart":
        old, new = (upload(root, [data], "a", **kms)["VersionId"] for data in (OLD, NEW))
    else:
        old, new = (root.put("a", data, **members)["VersionId"] for data in (OLD, NEW))
    return root, old, new


def test_untouched_versions_open_and_verify(two: tuple[Client, str, str]) -> None:
    client, old, new = two
    assert (client.get("a", VersionId=old), client.get("a", VersionId=new), client.get("a")) == (OLD, NEW, NEW)
    for version in (old, new):
        blob_id = file_of(client, "a", version).name
        assert verify_blob(client.instance, blob_id)[1] == "sealed"
        described = object_of_blob(client.instance, blob_id)
        assert described is not None
        assert described.uri == f"s3://{BUCKET}/a?versionId={version}"


def test_swapped_versions_do_not_open(two: tuple[Client, str, str]) -> None:
    client, old, new = two
    swap(file_of(client, "a", old), file_of(client, "a", new))
    for version in (old, new):
        for members in ({}, {"Range": "bytes=0-9"}):
            assert read_all(client, "a", VersionId=version, **members) == b""
        assert verify_blob(client.instance, file_of(client, "a", version).name)[1] == "tampered"
    swap(file_of(client, "a", old), file_of(client, "a", new))
    assert (client.get("a", VersionId=old), client.get("a")) == (OLD, NEW)


def test_an_older_versions_file_is_not_the_current_one(two: tuple[Client, str, str]) -> None:
    client, old, new = two
    shutil.copy(file_of(client, "a", old), file_of(client, "a", new))
    assert read_all(client, "a") == b""
    assert read_all(client, "a", VersionId=new) == b""
    assert client.get("a", VersionId=old) == OLD


def test_a_removed_versions_file_does_not_come_back(two: tuple[Client, str, str], tmp_path: Path) -> None:
    client, old, new = two
    path = file_of(client, "a", old)
    shutil.copy(path, tmp_path / "old")
    client.delete_object(Key="a", VersionId=old)
    state_of(client.instance).reaper.sweep()
    assert not path.exists()
    shutil.copy(tmp_path / "old", path)  # under its own name: nothing refers to it
    assert client.get("a") == NEW
    assert [e["VersionId"] for e in client.list_object_versions()["Versions"]] == [new]
    shutil.copy(tmp_path / "old", file_of(client, "a", new))
    assert read_all(client, "a") == b""
    assert recover(client.instance) == 1  # a start removes it


def test_a_null_version_is_not_rolled_back(root: Client, tmp_path: Path) -> None:
    versioning(root, "Suspended")
    root.put("a", OLD)
    shutil.copy(file_of(root, "a", "null"), tmp_path / "old")
    root.put("a", NEW)
    assert root.get("a", VersionId="null") == NEW
    shutil.copy(tmp_path / "old", file_of(root, "a", "null"))  # both are called "null" on the wire
    assert read_all(root, "a") == b""
    assert read_all(root, "a", VersionId="null") == b""


def test_a_start_keeps_the_files_of_every_version(two: tuple[Client, str, str]) -> None:
    client, old, new = two
    client.delete_object(Key="a")
    client.put("b")
    state_of(client.instance).reaper.unneeded([file_of(client, "a", old).name])  # by mistake: it is looked up again
    state_of(client.instance).reaper.sweep()
    assert recover(client.instance) == 0
    assert (client.get("a", VersionId=old), client.get("a", VersionId=new)) == (OLD, NEW)


def test_names_of_deleted_objects_are_not_visible_in_the_database(root: Client) -> None:
    versioning(root, "Enabled")
    root.delete_object(Key="秘密")
    with root.instance.database.read() as connection:
        raw = connection.exec_driver_sql("SELECT * FROM s3_objects").all()
    assert len(raw) == 1
    assert not any("秘密".encode() in bytes(value) for row in raw for value in row if isinstance(value, bytes))
    assert not any("秘密" in value for row in raw for value in row if isinstance(value, str))
