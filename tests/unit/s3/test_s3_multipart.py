"""Uploads in parts: whole, ranged, checked, aborted, and asked of KMS at every step."""

import hashlib
import sys
from collections.abc import Callable
from typing import Any

import pytest

from sealcanvas.s3 import errors
from sealcanvas.s3.state import state_of
from sealcanvas.service.instance import Instance
from sealcanvas.wire.checksums import Checksum
from tests.unit.s3.conftest import BUCKET, Client, allow

MIB = 1024**2
PART = 5 * MIB


def upload(client: Client, parts: list[bytes], key: str = "big", **members: Any) -> dict[str, Any]:
    upload_id = client.create_multipart_upload(Key=key, **members)["UploadId"]
    done = []
    for number, data in enumerate(parts, 1):
        etag = client.upload_part(Key=key, UploadId=upload_id, PartNumber=number, Body=data)["ETag"]
        done.append({"PartNumber": number, "ETag": etag})
    return client.complete_multipart_upload(Key=key, UploadId=upload_id, MultipartUpload={"Parts": done})


def pattern(size: int, seed: int) -> bytes:
    return hashlib.shake_128(bytes([seed])).digest(size)


@pytest.fixture
def parts() -> list[bytes]:
    return [pattern(PART, 1), pattern(PART + 12_345, 2), pattern(777, 3)]


def test_a_multipart_object_reads_like_one_file(root: Client, parts: list[bytes]) -> None:
    whole = b"".join(parts)
    answer = upload(root, parts, Metadata={"m": "1"}, ContentType="text/csv")
    md5s = b"".join(hashlib.md5(part, usedforsecurity=False).digest() for part in parts)
    assert answer["ETag"] == f'"{hashlib.md5(md5s, usedforsecurity=False).hexdigest()}-3"'
    checksum = Checksum("CRC64NVME")
    checksum.update(whole)
    assert answer["ChecksumCRC64NVME"] == checksum.base64()
    assert answer["ChecksumType"] == "FULL_OBJECT"
    head = root.head_object(Key="big")
    assert (head["ContentLength"], head["Metadata"], head["ContentType"]) == (len(whole), {"m": "1"}, "text/csv")
    assert hashlib.sha256(root.get("big")).digest() == hashlib.sha256(whole).digest()
    edge = len(parts[0]) + len(parts[1])
    for start, end in (
        (PART - 1, PART),
        (PART, PART),
        (PART - 20_000, PART + 20_000),
        (edge - 1, edge + 700),
        (0, edge),
    ):
        assert root.get("big", Range=f"bytes={start}-{end}") == whole[start : end + 1]


def test_parts_can_be_read_one_by_one(root: Client, parts: list[bytes]) -> None:
    upload(root, parts)
    for number, data in enumerate(parts, 1):
        answer = root.get_object(Key="big", PartNumber=number)
        assert b"".join(answer["Body"]) == data
        assert answer["PartsCount"] == 3
        assert answer["ContentLength"] == len(data)
    with pytest.raises(errors.InvalidPartNumber):
        root.get_object(Key="big", PartNumber=4)
    with pytest.raises(errors.InvalidRequest):
        root.get_object(Key="big", PartNumber=1, Range="bytes=0-1")
    attributes = root.get_object_attributes(Key="big", ObjectAttributes=["ObjectParts"], MaxParts=2)["ObjectParts"]
    assert attributes["TotalPartsCount"] == 3
    assert attributes["IsTruncated"] is True
    assert [part["Size"] for part in attributes["Parts"]] == [len(part) for part in parts[:2]]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("CRC32", "FULL_OBJECT"),
        ("CRC32C", "FULL_OBJECT"),
        ("CRC32", "COMPOSITE"),
        *((name, "COMPOSITE") for name in ("SHA256", "SHA512", "MD5", "XXHASH64", "XXHASH3", "XXHASH128")),
    ],
)
def test_checksums_of_parts_make_that_of_the_object(root: Client, parts: list[bytes], name: str, kind: str) -> None:
    answer = upload(root, parts, ChecksumAlgorithm=name, ChecksumType=kind)
    checksum = Checksum(name)
    for part in parts:
        if kind == "FULL_OBJECT":
            checksum.update(part)
        else:
            of_part = Checksum(name)
            of_part.update(part)
            checksum.update(of_part.digest())
    expected = checksum.base64() + ("" if kind == "FULL_OBJECT" else "-3")
    assert (answer[f"Checksum{name}"], answer["ChecksumType"]) == (expected, kind)
    assert root.head_object(Key="big", ChecksumMode="ENABLED")[f"Checksum{name}"] == expected
    told = root.get_object_attributes(Key="big", ObjectAttributes=["Checksum"])["Checksum"]
    assert told == {f"Checksum{name}": checksum.base64(), "ChecksumType": kind}


def test_a_part_may_state_another_checksum_where_the_upload_chose_none(root: Client) -> None:
    upload_id = root.create_multipart_upload(Key="a")["UploadId"]
    checksum = Checksum("CRC32")
    checksum.update(b"x")
    root.upload_part(Key="a", UploadId=upload_id, PartNumber=1, Body=b"x", ChecksumCRC32=checksum.base64())
    with pytest.raises(errors.BadDigest):
        root.upload_part(Key="a", UploadId=upload_id, PartNumber=1, Body=b"y", ChecksumCRC32=checksum.base64())
    etag = root.list_parts(Key="a", UploadId=upload_id)["Parts"][0]["ETag"]
    part = {"PartNumber": 1, "ETag": etag}
    answer = root.complete_multipart_upload(Key="a", UploadId=upload_id, MultipartUpload={"Parts": [part]})
    assert "ChecksumCRC64NVME" in answer


@pytest.mark.parametrize(
    ("members", "error"),
    [
        ({"ChecksumAlgorithm": "SHA256", "ChecksumType": "FULL_OBJECT"}, errors.InvalidRequest),
        ({"ChecksumAlgorithm": "XXHASH3", "ChecksumType": "FULL_OBJECT"}, errors.InvalidRequest),
        ({"ChecksumAlgorithm": "CRC64NVME", "ChecksumType": "COMPOSITE"}, errors.InvalidRequest),
        ({"ChecksumType": "COMPOSITE"}, errors.InvalidRequest),
    ],
)
def test_checksum_types_that_are_none(root: Client, members: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        root.create_multipart_upload(Key="a", **members)


def test_completing_holds_the_list_against_the_parts(root: Client, instance: Instance) -> None:
    upload_id = root.create_multipart_upload(Key="a")["UploadId"]
    first = root.upload_part(Key="a", UploadId=upload_id, PartNumber=1, Body=b"small")["ETag"]
    second = root.upload_part(Key="a", UploadId=upload_id, PartNumber=2, Body=b"end")["ETag"]
    one, two = {"PartNumber": 1, "ETag": first}, {"PartNumber": 2, "ETag": second}

    def complete(parts: list[dict[str, Any]], **members: Any) -> dict[str, Any]:
        return root.complete_multipart_upload(Key="a", UploadId=upload_id, MultipartUpload={"Parts": parts}, **members)

    for parts, error in (
        ([], errors.InvalidRequest),
        ([{"ETag": first}], errors.MalformedXML),
        ([two, one], errors.InvalidPartOrder),
        ([one, one], errors.InvalidPartOrder),
        ([{"PartNumber": 3, "ETag": first}], errors.InvalidPart),
        ([{"PartNumber": 1, "ETag": second}], errors.InvalidPart),
        ([one, two], errors.EntityTooSmall),
    ):
        with pytest.raises(error):
            complete(parts)
    with pytest.raises(errors.InvalidRequest):
        complete([one], MpuObjectSize=99)
    with pytest.raises(errors.BadDigest):
        complete([one], ChecksumCRC64NVME="AAAAAAAAAAA=")
    with pytest.raises(errors.NoSuchKey):
        root.get("a")
    complete([one], MpuObjectSize=5)
    assert root.get("a") == b"small"
    state_of(instance).reaper.sweep()
    assert len(list(instance.objects.ids())) == 1
    with pytest.raises(errors.NoSuchUpload):
        complete([one])


def test_a_part_that_comes_again_replaces_the_first(root: Client, instance: Instance) -> None:
    upload_id = root.create_multipart_upload(Key="a")["UploadId"]
    old = root.upload_part(Key="a", UploadId=upload_id, PartNumber=1, Body=b"old")["ETag"]
    new = root.upload_part(Key="a", UploadId=upload_id, PartNumber=1, Body=b"new")["ETag"]
    with pytest.raises(errors.InvalidPart):
        root.complete_multipart_upload(
            Key="a", UploadId=upload_id, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": old}]}
        )
    root.complete_multipart_upload(
        Key="a", UploadId=upload_id, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": new}]}
    )
    assert root.get("a") == b"new"
    root.put("a", b"whole")
    state_of(instance).reaper.sweep()
    assert len(list(instance.objects.ids())) == 1


def test_aborting_leaves_nothing(root: Client, instance: Instance) -> None:
    upload_id = root.create_multipart_upload(Key="a")["UploadId"]
    root.upload_part(Key="a", UploadId=upload_id, PartNumber=1, Body=b"data")
    with pytest.raises(errors.BucketNotEmpty):
        root.delete_bucket()
    root.abort_multipart_upload(Key="a", UploadId=upload_id)
    uses: list[Callable[[], object]] = [
        lambda: root.abort_multipart_upload(Key="a", UploadId=upload_id),
        lambda: root.upload_part(Key="a", UploadId=upload_id, PartNumber=1, Body=b"late"),
        lambda: root.list_parts(Key="a", UploadId=upload_id),
        lambda: root.list_parts(Key="b", UploadId="../x"),
    ]
    for use in uses:
        with pytest.raises(errors.NoSuchUpload):
            use()
    state_of(instance).reaper.sweep()
    assert list(instance.objects.ids()) == []
    root.delete_bucket()


@pytest.mark.parametrize("number", [0, -1, 10_001])
def test_part_numbers_are_bounded(root: Client, number: int) -> None:
    upload_id = root.create_multipart_upload(Key="a")["UploadId"]
    with pytest.raises(errors.InvalidArgument):
        root.upload_part(Key="a", UploadId=upload_id, PartNumber=number, Body=b"")


def test_a_part_may_be_copied_from_an_object(root: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["sealcanvas.s3.complete_multipart_upload"], "MINIMUM_PART", 1)
    root.put("source", b"0123456789")
    upload_id = root.create_multipart_upload(Key="a")["UploadId"]
    done = []
    for number, text in enumerate(("bytes=0-4", "bytes=5-9"), 1):
        result = root.upload_part_copy(
            Key="a", UploadId=upload_id, PartNumber=number, CopySource=f"{BUCKET}/source", CopySourceRange=text
        )["CopyPartResult"]
        done.append({"PartNumber": number, "ETag": result["ETag"]})
    for text in ("bytes=0-10", "bytes=5-4", "0-4"):
        with pytest.raises(errors.InvalidArgument):
            root.upload_part_copy(
                Key="a", UploadId=upload_id, PartNumber=3, CopySource=f"{BUCKET}/source", CopySourceRange=text
            )
    root.complete_multipart_upload(Key="a", UploadId=upload_id, MultipartUpload={"Parts": done})
    assert root.get("a") == b"0123456789"
    assert root.get("a", Range="bytes=3-6") == b"3456"


def test_parts_and_uploads_are_listed(root: Client) -> None:
    ids = {key: root.create_multipart_upload(Key=key)["UploadId"] for key in ("a/1", "a/2", "b")}
    for number in (3, 1, 2):
        root.upload_part(Key="b", UploadId=ids["b"], PartNumber=number, Body=b"x" * number)
    page = root.list_parts(Key="b", UploadId=ids["b"], MaxParts=2)
    assert ([part["PartNumber"] for part in page["Parts"]], page["IsTruncated"]) == ([1, 2], True)
    page = root.list_parts(Key="b", UploadId=ids["b"], PartNumberMarker=page["NextPartNumberMarker"])
    assert ([part["Size"] for part in page["Parts"]], page["IsTruncated"]) == ([3], False)
    listed = root.list_multipart_uploads()
    assert [entry["Key"] for entry in listed["Uploads"]] == ["a/1", "a/2", "b"]
    rolled = root.list_multipart_uploads(Delimiter="/", MaxUploads=1)
    assert (rolled["CommonPrefixes"], rolled["IsTruncated"]) == ([{"Prefix": "a/"}], True)
    rest = root.list_multipart_uploads(Delimiter="/", KeyMarker="a/2")
    assert [entry["UploadId"] for entry in rest["Uploads"]] == [ids["b"]]


def test_kms_is_asked_at_each_step(root: Client, key_arn: str, as_role: Callable[..., Client]) -> None:
    members = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key_arn}
    writer = as_role(allow("s3:*"), allow("kms:GenerateDataKey", resource=key_arn))
    created = writer.create_multipart_upload(Key="a", **members)
    assert created["SSEKMSKeyId"] == key_arn
    with pytest.raises(errors.AccessDenied) as caught:
        writer.upload_part(Key="a", UploadId=created["UploadId"], PartNumber=1, Body=b"x")
    assert "kms:Decrypt" in caught.value.message
    etag = root.upload_part(Key="a", UploadId=created["UploadId"], PartNumber=1, Body=b"x")["ETag"]
    parts = {"Parts": [{"PartNumber": 1, "ETag": etag}]}
    with pytest.raises(errors.AccessDenied):
        writer.complete_multipart_upload(Key="a", UploadId=created["UploadId"], MultipartUpload=parts)
    assert (
        root.complete_multipart_upload(Key="a", UploadId=created["UploadId"], MultipartUpload=parts)["SSEKMSKeyId"]
        == key_arn
    )
    assert root.get("a") == b"x"
