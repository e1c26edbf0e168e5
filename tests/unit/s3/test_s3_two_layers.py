"""DSSE-KMS: two layers under two keys, neither of which opens the object alone."""

import io
from collections.abc import Callable
from typing import Any

import pytest

from sealcanvas.crypto.errors import CryptoError
from sealcanvas.crypto.sealed import Unsealer, read_header
from sealcanvas.crypto.sealed_header import SealedKind
from sealcanvas.kms import disable_key
from sealcanvas.s3 import errors
from sealcanvas.s3.bucket import find_bucket
from sealcanvas.s3.data_keys import open_data_key
from sealcanvas.s3.layers.inner import inner_context
from sealcanvas.s3.opened import segments_of
from sealcanvas.s3.record import read_object
from sealcanvas.s3.walk import verify_blob
from tests.unit.s3.conftest import BUCKET, Client, allow
from tests.unit.s3.test_s3_encryption import header_of, kms_events
from tests.unit.s3.test_s3_multipart import PART, pattern, upload
from tests.unit.s3.test_s3_tampering import blob_ids, path_of, read_all

DSSE: dict[str, Any] = {"ServerSideEncryption": "aws:kms:dsse"}
CHUNK = 16_384


def outer_plaintext(client: Client, key: str) -> tuple[bytes, bytes]:
    """What the outer layer seals, opened as the format says, and the outer context."""
    bucket = find_bucket(client.call, BUCKET)
    with client.instance.database.read() as connection:
        record = read_object(connection, bucket, key)
    assert record is not None
    segment = segments_of(bucket, record, [])[0]
    with client.instance.objects.open(segment.blob_id) as file:
        header = read_header(file)
        data_key = open_data_key(client.call, bucket, key, record.encryption, header.wrapped_key)
        file.seek(0)
        return b"".join(Unsealer(file, data_key, segment.context)), segment.context


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * 1024**2 + 7])
def test_what_was_put_is_read_whole_and_in_ranges(root: Client, key_arn: str, size: int) -> None:
    data = pattern(size, 5)
    answer = root.put("a", data, **DSSE, SSEKMSKeyId=key_arn)
    assert (answer["ServerSideEncryption"], answer["SSEKMSKeyId"]) == ("aws:kms:dsse", key_arn)
    read = root.get_object(Key="a")
    assert b"".join(read["Body"]) == data
    assert read["ServerSideEncryption"] == "aws:kms:dsse"
    for start, end in ((0, 0), (size // 2, size - 1), (size - 1, size - 1), (CHUNK - 2, CHUNK + 1)):
        if 0 <= start < size and start <= end:
            assert root.get("a", Range=f"bytes={start}-{end}") == data[start : end + 1]
    assert verify_blob(root.instance, blob_ids(root, "a")[0])[1] == "sealed"


def test_the_outer_layer_holds_a_sealed_file_and_no_plaintext(root: Client, key_arn: str) -> None:
    marker = "二重に封じる".encode() * 4000
    root.put("a", marker, **DSSE, SSEKMSKeyId=key_arn)
    assert header_of(root, "a").key_arn == key_arn
    inside, context = outer_plaintext(root, "a")
    header = read_header(io.BytesIO(inside))
    assert (header.kind, header.key_arn) == (SealedKind.LAYER, "sse-s3")
    assert marker[:48] not in inside
    # KMS's data key opens the outer layer alone: the inner one has a key of its own.
    bucket = find_bucket(root.call, BUCKET)
    with root.instance.database.read() as connection:
        record = read_object(connection, bucket, "a")
    assert record is not None
    outer_key = open_data_key(root.call, bucket, "a", record.encryption, header_of(root, "a").wrapped_key)
    with pytest.raises(CryptoError):
        list(Unsealer(io.BytesIO(inside), outer_key, inner_context(context)))


def test_one_question_to_kms_each_way(root: Client, key_arn: str) -> None:
    root.put("a", **DSSE, SSEKMSKeyId=key_arn)
    root.get("a")
    assert [len(kms_events(root, name)) for name in ("GenerateDataKey", "Decrypt")] == [1, 1]
    disable_key(root.call, {"KeyId": key_arn})
    with pytest.raises(errors.KMSFailure):
        root.get("a")


def test_without_a_key_the_managed_key_is_used_and_no_bucket_key(root: Client) -> None:
    answer = root.put("a", **DSSE, BucketKeyEnabled=True)
    assert ":key/" in answer["SSEKMSKeyId"]
    assert "BucketKeyEnabled" not in answer
    assert root.get("a") == b"data"


def test_as_the_default_of_a_bucket(root: Client, key_arn: str) -> None:
    default = {"SSEAlgorithm": "aws:kms:dsse", "KMSMasterKeyID": key_arn}
    rules = [{"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}]
    root.put_bucket_encryption(ServerSideEncryptionConfiguration={"Rules": rules})
    told = root.get_bucket_encryption()["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert told["ApplyServerSideEncryptionByDefault"] == default
    answer = root.put("a")
    assert (answer["ServerSideEncryption"], answer["SSEKMSKeyId"]) == ("aws:kms:dsse", key_arn)
    assert "BucketKeyEnabled" not in answer
    assert root.put("b", ServerSideEncryption="aws:kms", SSEKMSKeyId=key_arn)["ServerSideEncryption"] == "aws:kms"
    upload(root, [pattern(PART, 1), b"end"], "c")
    assert root.head_object(Key="c")["ServerSideEncryption"] == "aws:kms:dsse"


def test_multipart_has_an_inner_key_a_part(root: Client, key_arn: str) -> None:
    parts = [pattern(PART, 1), pattern(PART + 3, 2), pattern(9, 3)]
    upload(root, parts, **DSSE, SSEKMSKeyId=key_arn)
    whole = b"".join(parts)
    assert root.get("big") == whole
    assert root.get("big", Range=f"bytes={PART - 5}-{PART + 5}") == whole[PART - 5 : PART + 6]
    assert root.get("big", PartNumber=2) == parts[1]
    assert [verify_blob(root.instance, blob)[1] for blob in blob_ids(root, "big")] == ["sealed"] * 3
    one, two = path_of(root, "big", 0), path_of(root, "big", 2)
    two.write_bytes(one.read_bytes())
    assert verify_blob(root.instance, blob_ids(root, "big")[2])[1] == "tampered"
    with pytest.raises(errors.InternalError):
        root.get("big", PartNumber=3)


def test_copies_into_and_out_of_two_layers(root: Client, key_arn: str) -> None:
    root.put("a", b"secret")
    copied = root.copy_object(Key="b", CopySource=f"{BUCKET}/a", **DSSE, SSEKMSKeyId=key_arn)
    assert copied["ServerSideEncryption"] == "aws:kms:dsse"
    root.copy_object(Key="c", CopySource=f"{BUCKET}/b", ServerSideEncryption="AES256")
    assert (root.get("b"), root.get("c")) == (b"secret", b"secret")


def test_the_encryption_context_and_its_policy_conditions(
    root: Client, key_arn: str, as_role: Callable[..., Client]
) -> None:
    sse = "s3:x-amz-server-side-encryption"
    jane = as_role(
        allow("s3:*", StringEquals={sse: "aws:kms:dsse"}),
        allow("kms:GenerateDataKey", "kms:Decrypt", StringEquals={"kms:EncryptionContext:team": "blue"}),
        allow("s3:GetObject"),
    )
    context: dict[str, Any] = {"SSEKMSEncryptionContext": "eyJ0ZWFtIjoiYmx1ZSJ9"}
    jane.put("a", **DSSE, SSEKMSKeyId=key_arn, **context)
    assert jane.get("a") == b"data"
    with pytest.raises(errors.AccessDenied):
        jane.put("b", **DSSE, SSEKMSKeyId=key_arn)
    with pytest.raises(errors.AccessDenied):
        jane.put("c", ServerSideEncryption="aws:kms", SSEKMSKeyId=key_arn, **context)


def test_damage_in_either_layer_ends_the_reading(root: Client, key_arn: str) -> None:
    data = pattern(2 * 1024**2, 4)
    root.put("a", data, **DSSE, SSEKMSKeyId=key_arn)
    path = path_of(root, "a")
    content = path.read_bytes()
    for offset in (0, 5, 9, 300, len(content) // 2, len(content) - 1):
        changed = bytearray(content)
        changed[offset] ^= 1
        path.write_bytes(changed)
        out = read_all(root, "a")
        assert data.startswith(out)
        assert len(out) <= max(offset - 300, 0)
    path.write_bytes(content)
    assert root.get("a") == data
