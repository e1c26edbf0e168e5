"""What is done to the files under a running store: nothing that was not written is ever given out."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.crypto.errors import CryptoError
from sealcanvas.kms import disable_key
from sealcanvas.s3 import errors
from sealcanvas.s3.bucket import find_bucket
from sealcanvas.s3.record import read_object, read_parts
from sealcanvas.s3.recover import recover
from sealcanvas.s3.state import state_of
from sealcanvas.s3.walk import object_of_blob, verify_blob
from sealcanvas.service.instance import Instance
from tests.support.outer import file_of_blob, put_blob
from tests.unit.s3.conftest import BUCKET, Client
from tests.unit.s3.test_s3_multipart import PART, pattern, upload

BLOCK = 1024**2
DATA = pattern(3 * BLOCK + 5000, 9)


def blob_ids(client: Client, key: str) -> list[str]:
    bucket = find_bucket(client.call, BUCKET)
    with client.instance.database.read() as connection:
        record = read_object(connection, bucket, key)
        assert record is not None
        if record.blob_id is not None:
            return [record.blob_id]
        return [part.blob_id for part in read_parts(connection, record.upload_id or "")]


def path_of(client: Client, key: str, index: int = 0) -> Path:
    return file_of_blob(client.instance.objects, blob_ids(client, key)[index])


def flip(path: Path, offset: int) -> None:
    data = bytearray(path.read_bytes())
    data[offset] ^= 1
    path.write_bytes(data)


def read_all(client: Client, key: str, **members: Any) -> bytes:
    """Everything that comes out before the stream breaks; it must break."""
    out = bytearray()
    try:
        body = client.get_object(Key=key, **members)["Body"]
    except errors.InternalError:
        return bytes(out)
    try:
        for block in body:
            out += block
    except CryptoError:
        return bytes(out)
    raise AssertionError("damage was not noticed")


@pytest.fixture(params=["AES256", "aws:kms", "bucket-key"])
def sealed(root: Client, key_arn: str, request: pytest.FixtureRequest) -> Client:
    kms: dict[str, Any] = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key_arn}
    kinds: dict[str, dict[str, Any]] = {"AES256": {}, "aws:kms": kms, "bucket-key": {**kms, "BucketKeyEnabled": True}}
    members = kinds[request.param]
    root.put("a", DATA, **members)
    root.put("b", DATA[::-1], **members)
    return root


def test_untouched_files_verify(sealed: Client, key_arn: str) -> None:
    assert sealed.get("a") == DATA
    for key in "ab":
        arn, status, detail = verify_blob(sealed.instance, blob_ids(sealed, key)[0])
        assert (status, detail) == ("sealed", f"s3://{BUCKET}/{key}")
        assert arn in (key_arn, "sse-s3")


@pytest.mark.parametrize("where", ["header", "wrapped key", "first chunk", "middle", "last byte"])
def test_a_flipped_bit(sealed: Client, where: str) -> None:
    path = path_of(sealed, "a")
    size = path.stat().st_size
    offset = {
        "header": 5,
        "wrapped key": 150,
        "first chunk": size - len(DATA),
        "middle": size // 2,
        "last byte": size - 1,
    }
    flip(path, offset[where])
    out = read_all(sealed, "a")
    assert len(out) <= max(offset[where] - size + len(DATA) + 5000, 0)
    assert DATA.startswith(out)
    assert verify_blob(sealed.instance, blob_ids(sealed, "a")[0])[1] in ("tampered", "not-sealed", "key-destroyed")
    assert sealed.get("b") == DATA[::-1]


@pytest.mark.parametrize("cut", [1, 16, 16_400, BLOCK, 3 * BLOCK, 10**9])
def test_a_truncated_file(sealed: Client, cut: int) -> None:
    path = path_of(sealed, "a")
    os.truncate(path, max(path.stat().st_size - cut, 0))
    out = read_all(sealed, "a")
    assert DATA.startswith(out)
    assert len(out) < len(DATA)
    assert read_all(sealed, "a", Range="bytes=0-9") == b""
    assert verify_blob(sealed.instance, blob_ids(sealed, "a")[0])[1] != "sealed"


def test_appended_bytes(sealed: Client) -> None:
    with path_of(sealed, "a").open("ab") as file:
        file.write(b"x" * 100)
    assert read_all(sealed, "a", Range="bytes=0-9") == b""
    assert verify_blob(sealed.instance, blob_ids(sealed, "a")[0])[1] == "tampered"


def test_swapped_files_do_not_open(sealed: Client) -> None:
    one, two = path_of(sealed, "a"), path_of(sealed, "b")
    aside = one.with_suffix(".aside")
    one.rename(aside)
    two.rename(one)
    aside.rename(two)
    for key in "ab":
        assert read_all(sealed, key) == b""
        assert verify_blob(sealed.instance, blob_ids(sealed, key)[0])[1] == "tampered"


def test_an_older_version_does_not_come_back(sealed: Client, key_arn: str, tmp_path: Path) -> None:
    shutil.copy(path_of(sealed, "a"), tmp_path / "old")
    members = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key_arn}
    for same_kind in ({}, members, {**members, "BucketKeyEnabled": True}):
        sealed.put("a", b"new", **same_kind)
        shutil.copy(tmp_path / "old", path_of(sealed, "a"))
        assert read_all(sealed, "a") == b""


def test_a_missing_file_is_an_internal_error(sealed: Client) -> None:
    sealed.instance.objects.delete(blob_ids(sealed, "a")[0])
    with pytest.raises(errors.InternalError) as caught:
        sealed.get("a")
    assert str(sealed.instance.home) not in caught.value.message
    assert verify_blob(sealed.instance, blob_ids(sealed, "a")[0])[1] == "missing"


def test_swapped_parts_and_parts_of_before(root: Client) -> None:
    first, second = pattern(PART, 1), pattern(PART, 2)
    upload(root, [first, second])
    assert [verify_blob(root.instance, blob)[1] for blob in blob_ids(root, "big")] == ["sealed", "sealed"]
    one, two = path_of(root, "big", 0), path_of(root, "big", 1)
    kept = two.read_bytes()
    shutil.copy(one, two)
    assert read_all(root, "big") == first
    assert read_all(root, "big", Range=f"bytes={PART}-{PART + 10}") == b""
    assert root.get("big", Range="bytes=0-10") == first[:11]
    two.write_bytes(kept)
    assert root.get("big") == first + second
    described = object_of_blob(root.instance, blob_ids(root, "big")[1])
    assert described is not None
    assert (described.bucket, described.key, described.part) == (BUCKET, "big", 2)


def test_verifying_asks_no_policy_and_tells_of_strangers(root: Client, key_arn: str, instance: Instance) -> None:
    root.put("a", DATA, ServerSideEncryption="aws:kms", SSEKMSKeyId=key_arn)
    disable_key(root.call, {"KeyId": key_arn})
    blob = blob_ids(root, "a")[0]
    assert verify_blob(instance, blob)[:2] == (key_arn, "sealed")
    stray = "0" * 32
    put_blob(instance.objects, stray, file_of_blob(instance.objects, blob).read_bytes())
    assert verify_blob(instance, stray)[1] == "unreferenced"
    assert object_of_blob(instance, stray) is None
    put_blob(instance.objects, stray, b"plain text")
    assert verify_blob(instance, stray)[1] == "not-sealed"


def test_no_plaintext_lies_in_the_state_folder(root: Client, instance: Instance) -> None:
    marker = "顧客の秘密の値-42".encode()
    root.put("顧客名簿.csv", marker * 1000, Metadata={"note": "顧客の秘密の値-42"})
    upload(root, [marker * 1000])
    for path in instance.home.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert marker not in content
            assert "顧客名簿".encode() not in content


class Killed(BaseException):
    """Stands for the end of the process: nothing behind it runs but what unwinding runs."""


@pytest.mark.parametrize("existing", [False, True])
def test_a_crash_between_publish_and_commit(
    root: Client, instance: Instance, monkeypatch: pytest.MonkeyPatch, *, existing: bool
) -> None:
    if existing:
        root.put("a", b"acknowledged")
    before = set(instance.objects.ids())

    def killed(*_args: object) -> list[str]:
        raise Killed

    reaper = state_of(instance).reaper
    with monkeypatch.context() as patch:
        patch.setattr("sealcanvas.s3.store.add_version", killed)
        patch.setattr(reaper, "unneeded", lambda _ids: None)  # a dead process sweeps nothing
        with pytest.raises(Killed):
            root.put("a", b"half")
    assert len(set(instance.objects.ids()) - before) == 1
    (instance.home / "objects" / "incoming" / ("f" * 32)).write_bytes(b"half-written")
    assert recover(instance) == 2
    assert set(instance.objects.ids()) == before
    if existing:
        assert root.get("a") == b"acknowledged"
    else:
        with pytest.raises(errors.NoSuchKey):
            root.get("a")


def test_recovering_a_sound_store_removes_nothing(root: Client, instance: Instance) -> None:
    root.put("a")
    upload(root, [pattern(PART, 1), b"end"])
    open_upload = root.create_multipart_upload(Key="c")["UploadId"]
    root.upload_part(Key="c", UploadId=open_upload, PartNumber=1, Body=b"x")
    assert recover(instance) == 0
    assert root.get("a") == b"data"
    assert len(root.get("big")) == PART + 3


def test_a_full_disk_is_a_503_and_leaves_nothing(
    root: Client, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: object, *_args: object) -> Callable[..., None]:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("sealcanvas.storage.blobs.FolderWriter.publish", full)
        patch.setattr("sealcanvas.storage.outer.writer.OuterWriter.publish", full)
        with pytest.raises(errors.ServiceUnavailable):
            root.put("a")
    assert list(instance.objects.ids()) == []
    assert list(instance.objects.everything()) == []
    root.put("a")
