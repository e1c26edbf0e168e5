"""Objects through the operations: what is put comes back, in every header and condition."""

import base64
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sealcanvas.s3 import errors
from sealcanvas.s3.state import state_of
from sealcanvas.service.body import BytesBody
from sealcanvas.service.instance import Instance
from sealcanvas.wire.checksums import NAMES, Checksum
from tests.support.clock import Clock
from tests.unit.s3.conftest import BUCKET, Client

CHUNK = 16_384


def test_an_object_comes_back_with_its_headers(root: Client) -> None:
    expires = datetime(2030, 1, 1, tzinfo=UTC)
    headers = {
        "ContentType": "text/csv",
        "CacheControl": "no-store",
        "ContentDisposition": "attachment",
        "ContentEncoding": "gzip",
        "ContentLanguage": "ja",
        "Expires": expires,
    }
    root.put("a", b"x,y\n", Metadata={"Owner": "花子"}, Tagging="team=blue", StorageClass="STANDARD_IA", **headers)
    got = root.get_object(Key="a")
    assert b"".join(got.pop("Body")) == b"x,y\n"
    assert got["Metadata"] == {"owner": "花子"}
    assert {name: got[name] for name in headers} == headers
    assert got["TagCount"] == 1
    assert got["StorageClass"] == "STANDARD_IA"
    assert got == root.head_object(Key="a")
    assert root.get_object(Key="a", ResponseContentType="text/plain")["ContentType"] == "text/plain"


def test_sse_s3_is_the_default_and_its_etag_is_the_md5(root: Client) -> None:
    answer = root.put("a", b"hello")
    assert answer["ETag"] == f'"{hashlib.md5(b"hello", usedforsecurity=False).hexdigest()}"'
    assert answer["ServerSideEncryption"] == "AES256"
    assert "SSEKMSKeyId" not in answer


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 64 * CHUNK, 64 * CHUNK + 1, 200 * CHUNK + 7])
def test_sizes_around_chunks_and_blocks(root: Client, size: int) -> None:
    data = bytes(i % 251 for i in range(size))
    root.put("a", data)
    assert root.get("a") == data
    assert root.head_object(Key="a")["ContentLength"] == size


@pytest.mark.parametrize(
    "text",
    [
        "bytes=0-0",
        "bytes=0-16383",
        "bytes=16383-16384",
        "bytes=16384-32767",
        "bytes=40000-",
        "bytes=-1",
        "bytes=-99999999",
        "bytes=0-99999999",
    ],
)
def test_ranges_are_those_of_the_bytes(root: Client, text: str) -> None:
    data = bytes(i % 251 for i in range(5 * CHUNK))
    root.put("a", data)
    first, _, last = text.removeprefix("bytes=").partition("-")
    start = int(first) if first else max(len(data) - int(last), 0)
    end = min(int(last) + 1, len(data)) if first and last else len(data)
    answer = root.get_object(Key="a", Range=text)
    assert b"".join(answer["Body"]) == data[start:end]
    assert answer["ContentRange"] == f"bytes {start}-{end - 1}/{len(data)}"
    assert answer["ContentLength"] == end - start
    assert root.head_object(Key="a", Range=text)["ContentRange"] == answer["ContentRange"]


@pytest.mark.parametrize("text", ["bytes=4-", "bytes=-0", "bytes=99-100"])
def test_a_range_behind_the_end_is_416(root: Client, text: str) -> None:
    root.put("a", b"data")
    with pytest.raises(errors.InvalidRange):
        root.get_object(Key="a", Range=text)


@pytest.mark.parametrize("text", ["bytes=1-2,3-4", "lines=1-2", "bytes=-", "bytes=3-1", "bytes=a-b"])
def test_a_range_that_is_none_is_ignored(root: Client, text: str) -> None:
    root.put("a", b"data")
    answer = root.get_object(Key="a", Range=text)
    assert b"".join(answer["Body"]) == b"data"
    assert "ContentRange" not in answer


def test_conditions_of_reads(root: Client, clock: Clock) -> None:
    etag = root.put("a")["ETag"]
    now = clock.now
    later, before = now + timedelta(seconds=1), now - timedelta(seconds=1)
    assert root.get("a", IfMatch=etag, IfUnmodifiedSince=before) == b"data"
    assert root.get("a", IfNoneMatch='"other"', IfModifiedSince=later) == b"data"
    assert root.get("a", IfMatch="*") == b"data"
    for condition in ({"IfMatch": '"other"'}, {"IfUnmodifiedSince": before}):
        with pytest.raises(errors.PreconditionFailed):
            root.get_object(Key="a", **condition)
    for condition in (
        {"IfNoneMatch": etag},
        {"IfModifiedSince": now},
        {"IfNoneMatch": etag, "IfModifiedSince": before},
    ):
        with pytest.raises(errors.NotModified):
            root.head_object(Key="a", **condition)


def test_conditions_of_writes(root: Client) -> None:
    etag = root.put("a", b"one", IfNoneMatch="*")["ETag"]
    with pytest.raises(errors.PreconditionFailed):
        root.put("a", b"two", IfNoneMatch="*")
    with pytest.raises(errors.PreconditionFailed):
        root.put("a", b"two", IfMatch='"other"')
    with pytest.raises(errors.NoSuchKey):
        root.put("b", b"two", IfMatch=etag)
    root.put("a", b"two", IfMatch=etag)
    assert root.get("a") == b"two"


def test_a_conditional_put_that_loses_the_race_leaves_the_winner(root: Client, instance: Instance) -> None:
    class Racing:
        """Another client's put lands while this payload is on its way."""

        length = 4
        trailers: dict[str, str] = {}  # noqa: RUF012 - a protocol's attribute

        def __iter__(self) -> Iterator[bytes]:
            root.put("a", b"winner")
            yield b"late"

    with pytest.raises(errors.PreconditionFailed):
        root.put_object(Key="a", Body=Racing(), IfNoneMatch="*")
    assert root.get("a") == b"winner"
    state_of(instance).reaper.sweep()
    assert len(list(instance.objects.ids())) == 1


@pytest.mark.parametrize("name", NAMES)
def test_checksums_are_verified_stored_and_returned(root: Client, name: str) -> None:
    checksum = Checksum(name)
    checksum.update(b"payload")
    member = f"Checksum{name}"
    assert root.put("a", b"payload", **{member: checksum.base64()})[member] == checksum.base64()
    assert root.head_object(Key="a", ChecksumMode="ENABLED")[member] == checksum.base64()
    assert member not in root.head_object(Key="a")
    trailing = BytesBody(b"payload")
    trailing.trailers = {checksum.header: checksum.base64()}
    root.put_object(Key="b", Body=trailing, ChecksumAlgorithm=name)
    with pytest.raises(errors.BadDigest):
        root.put("a", b"other", **{member: checksum.base64()})
    broken = BytesBody(b"other")
    broken.trailers = {checksum.header: checksum.base64()}
    with pytest.raises(errors.BadDigest):
        root.put_object(Key="a", Body=broken, ChecksumAlgorithm=name)
    with pytest.raises(errors.InvalidRequest):
        root.put("a", b"payload", **{member: "no base64"})
    assert root.get("a") == b"payload"


def test_without_a_checksum_crc64nvme_is_computed(root: Client) -> None:
    root.put("a", b"payload")
    checksum = Checksum("CRC64NVME")
    checksum.update(b"payload")
    attributes = root.get_object_attributes(
        Key="a", ObjectAttributes=["Checksum", "ETag", "ObjectSize", "StorageClass"]
    )
    assert attributes["Checksum"] == {"ChecksumCRC64NVME": checksum.base64(), "ChecksumType": "FULL_OBJECT"}
    assert attributes["ObjectSize"] == 7
    assert attributes["StorageClass"] == "STANDARD"
    assert '"' not in attributes["ETag"]


def test_content_md5(root: Client) -> None:
    good = base64.b64encode(hashlib.md5(b"data", usedforsecurity=False).digest()).decode()
    root.put("a", b"data", ContentMD5=good)
    with pytest.raises(errors.BadDigest):
        root.put("a", b"other", ContentMD5=good)
    with pytest.raises(errors.InvalidDigest):
        root.put("a", b"other", ContentMD5="short")


@pytest.mark.parametrize("length", [3, 5])
def test_a_payload_of_another_length_leaves_nothing(root: Client, instance: Instance, length: int) -> None:
    body = BytesBody(b"data")
    body.length = length
    with pytest.raises(errors.IncompleteBody):
        root.put_object(Key="a", Body=body)
    with pytest.raises(errors.NoSuchKey):
        root.get("a")
    assert list(instance.objects.ids()) == []
    assert list(instance.objects.everything()) == []


@pytest.mark.parametrize(
    ("members", "error"),
    [
        ({"Metadata": {"a": "x" * 2049}}, errors.MetadataTooLarge),
        ({"StorageClass": "CHEAP"}, errors.InvalidStorageClass),
        ({"StorageClass": "GLACIER"}, errors.NotImplementedByS3),
        ({"ACL": "public-read"}, errors.AccessControlListNotSupported),
        ({"GrantRead": "id=1"}, errors.AccessControlListNotSupported),
        ({"ObjectLockMode": "GOVERNANCE"}, errors.NotImplementedByS3),
        ({"ServerSideEncryption": "rot13"}, errors.InvalidArgument),
        ({"SSEKMSKeyId": "alias/x"}, errors.InvalidArgument),
        ({"ServerSideEncryption": "AES256", "SSEKMSKeyId": "alias/x"}, errors.InvalidArgument),
        ({"ServerSideEncryption": "aws:kms", "SSEKMSEncryptionContext": "e30x"}, errors.InvalidArgument),
        ({"Tagging": "a=1&a=2"}, errors.InvalidArgument),
        ({"Tagging": "aws:x=1"}, errors.InvalidTag),
        ({"ExpectedBucketOwner": "999988887777"}, errors.Refused),
        ({"ChecksumCRC32": "AAAAAA==", "ChecksumSHA1": "x"}, errors.InvalidRequest),
        ({"Key": "k" * 1025}, errors.KeyTooLongError),
    ],
)
def test_bad_input_is_refused_and_nothing_written(
    root: Client, instance: Instance, members: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        root.put_object(**{"Key": "a", "Body": b"data", **members})
    assert list(instance.objects.ids()) == []


NASTY = [
    "../../etc/passwd",
    "a//b",
    "/",
    ".",
    "..",
    "nul\x00byte",
    "日本語/表 計.csv",
    "🎴",
    "a+b %20&<>\"'",
    "\U0010ffff",
    "é",
    "e\u0301",
    "line\nbreak",
    "k" * 1024,
]


@pytest.mark.parametrize("key", NASTY, ids=range(len(NASTY)))
def test_any_key_is_only_a_name(root: Client, instance: Instance, key: str) -> None:
    before = {path for path in instance.home.rglob("*") if "objects" not in path.parts}
    root.put(key, key.encode())
    assert root.get(key) == key.encode()
    assert [entry["Key"] for entry in root.list_objects_v2()["Contents"]] == [key]
    assert {path for path in instance.home.rglob("*") if "objects" not in path.parts} == before
    root.delete_object(Key=key)
    with pytest.raises(errors.NoSuchKey):
        root.get(key)


def test_delete_is_quiet_about_what_is_not_there(root: Client, instance: Instance) -> None:
    root.put("a")
    root.delete_object(Key="a")
    root.delete_object(Key="a")
    state_of(instance).reaper.sweep()
    assert list(instance.objects.ids()) == []


def test_delete_many(root: Client) -> None:
    for key in "abc":
        root.put(key)
    answer = root.delete_objects(Delete={"Objects": [{"Key": "a"}, {"Key": "missing"}, {"Key": "c" * 1025}]})
    assert answer["Deleted"] == [{"Key": "a"}, {"Key": "missing"}]
    assert answer["Errors"][0]["Code"] == "KeyTooLongError"
    assert root.delete_objects(Delete={"Objects": [{"Key": "b"}], "Quiet": True}) == {}
    assert [entry["Key"] for entry in root.list_objects_v2()["Contents"]] == ["c"]
    for count in (0, 1001):
        with pytest.raises(errors.MalformedXML):
            root.delete_objects(Delete={"Objects": [{"Key": "a"}] * count})


def test_copy_takes_bytes_and_what_the_directives_say(root: Client) -> None:
    root.put("日本/a b", b"data", Metadata={"m": "1"}, ContentType="text/csv", Tagging="t=1")
    answer = root.copy_object(Key="b", CopySource=f"/{BUCKET}/%E6%97%A5%E6%9C%AC/a%20b")
    assert root.get("b") == b"data"
    head = root.head_object(Key="b")
    assert (head["Metadata"], head["ContentType"], head["TagCount"]) == ({"m": "1"}, "text/csv", 1)
    assert answer["CopyObjectResult"]["ETag"] == head["ETag"]
    root.copy_object(
        Key="b", CopySource=f"{BUCKET}/b", MetadataDirective="REPLACE", Metadata={"m": "2"}, TaggingDirective="REPLACE"
    )
    head = root.head_object(Key="b")
    assert head["Metadata"] == {"m": "2"}
    assert "TagCount" not in head
    with pytest.raises(errors.InvalidRequest):
        root.copy_object(Key="b", CopySource=f"{BUCKET}/b")
    with pytest.raises(errors.NoSuchKey):
        root.copy_object(Key="c", CopySource=f"{BUCKET}/missing")
    with pytest.raises(errors.PreconditionFailed):
        root.copy_object(Key="c", CopySource=f"{BUCKET}/b", CopySourceIfNoneMatch=head["ETag"])
    with pytest.raises(errors.InvalidArgument):
        root.copy_object(Key="c", CopySource="nothing")


def test_a_reader_keeps_the_version_it_opened(root: Client, instance: Instance) -> None:
    data = bytes(3 * 1024**2)
    root.put("a", data)
    body = iter(root.get_object(Key="a")["Body"])
    got = next(body)
    root.put("a", b"new")
    root.delete_object(Key="a")
    state_of(instance).reaper.sweep()
    assert len(list(instance.objects.ids())) == 1
    assert got + b"".join(body) == data
    state_of(instance).reaper.sweep()
    assert list(instance.objects.ids()) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), size=st.integers(0, 3 * CHUNK + 5))
def test_any_range_is_that_of_the_bytes(root: Client, data: st.DataObject, size: int) -> None:
    payload = bytes(i % 253 for i in range(size))
    root.put("a", payload)
    start = data.draw(st.integers(0, max(size - 1, 0)))
    end = data.draw(st.integers(start, size + 10))
    if size:
        assert root.get("a", Range=f"bytes={start}-{end}") == payload[start : end + 1]


@pytest.mark.parametrize("name", ["x: y\nset-cookie: s=1; a", "日本", "a b", "a\r", 'q"'])
def test_metadata_that_no_header_could_name_is_refused(root: Client, name: str) -> None:
    with pytest.raises(errors.InvalidArgument, match="name of a header"):
        root.put("a", Metadata={name: "v"})
    with pytest.raises(errors.InvalidArgument, match="name of a header"):
        root.create_multipart_upload(Key="a", Metadata={name: "v"})
    with pytest.raises(errors.NoSuchKey):
        root.get("a")
