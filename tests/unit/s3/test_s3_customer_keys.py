"""SSE-C: the customer's key opens what it sealed, nothing else does, and it is nowhere afterwards."""

import base64
import gc
import hashlib
import logging
from collections.abc import Callable
from typing import Any

import pytest

from sealcanvas.crypto.secret import Secret
from sealcanvas.s3 import errors, get_object, put_object
from sealcanvas.s3.customer_keys.key import customer_key
from sealcanvas.s3.walk import verify_blob
from sealcanvas.service.body import BytesBody
from sealcanvas.service.instance import Instance
from tests.unit.s3.conftest import BUCKET, Client, allow
from tests.unit.s3.test_s3_encryption import default_encryption, header_of, kms_events
from tests.unit.s3.test_s3_multipart import PART, pattern
from tests.unit.s3.test_s3_tampering import blob_ids, flip, path_of, read_all

KEY = b"a customer's key, 32 bytes long!"
OTHER = b"another customer's 32 byte key ."


def headers(key: bytes = KEY, of: str = "SSECustomer") -> dict[str, Any]:
    md5 = base64.b64encode(hashlib.md5(key, usedforsecurity=False).digest()).decode()
    return {f"{of}Algorithm": "AES256", f"{of}Key": base64.b64encode(key).decode(), f"{of}KeyMD5": md5}


MD5 = headers()["SSECustomerKeyMD5"]
ALLOWED: dict[str, Any] = {"BlockedEncryptionTypes": {"EncryptionType": ["NONE"]}}


@pytest.fixture(autouse=True)
def _the_bucket_allows_it(root: Client) -> None:
    root.put_bucket_encryption(ServerSideEncryptionConfiguration={"Rules": [ALLOWED]})


def test_a_new_bucket_blocks_it_until_it_is_allowed(root: Client) -> None:
    root.create_bucket(Bucket="new-bucket")
    told = root.get_bucket_encryption(Bucket="new-bucket")["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert told["BlockedEncryptionTypes"] == {"EncryptionType": ["SSE-C"]}
    with pytest.raises(errors.Refused):
        root.put("a", Bucket="new-bucket", **headers())
    root.put_bucket_encryption(Bucket="new-bucket", ServerSideEncryptionConfiguration={"Rules": [ALLOWED]})
    root.put("a", Bucket="new-bucket", **headers())
    # A rule that says nothing of it does not allow it.
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    root.put_bucket_encryption(Bucket="new-bucket", ServerSideEncryptionConfiguration={"Rules": [rule]})
    with pytest.raises(errors.Refused):
        root.put("b", Bucket="new-bucket", **headers())


def test_put_get_head_and_attributes(root: Client) -> None:
    data = pattern(100_000, 1)
    answer = root.put("a", data, **headers())
    assert (answer["SSECustomerAlgorithm"], answer["SSECustomerKeyMD5"]) == ("AES256", MD5)
    assert "ServerSideEncryption" not in answer
    assert answer["ETag"] != f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'
    read = root.get_object(Key="a", **headers())
    assert b"".join(read["Body"]) == data
    assert read["SSECustomerKeyMD5"] == MD5
    assert root.get("a", Range="bytes=70000-70009", **headers()) == data[70_000:70_010]
    assert root.head_object(Key="a", **headers())["SSECustomerAlgorithm"] == "AES256"
    attributes = root.get_object_attributes(Key="a", ObjectAttributes=["ObjectSize"], **headers())
    assert attributes["ObjectSize"] == len(data)
    assert header_of(root, "a").key_arn == "sse-c"


def test_two_objects_under_one_key_do_not_show_it(root: Client) -> None:
    root.put("a", **headers())
    root.put("b", **headers())
    one, two = header_of(root, "a").wrapped_key, header_of(root, "b").wrapped_key
    # Behind the clear header of the wrap, which names the service key alone, nothing is the same.
    assert one[29:] != two[29:]
    assert not any(one[i : i + 8] in two for i in range(29, len(one) - 8))


@pytest.mark.parametrize("name", ["get_object", "head_object", "get_object_attributes"])
def test_reading_needs_the_key(root: Client, name: str) -> None:
    root.put("a", **headers())
    read = getattr(root, name)
    members = {"Key": "a", **({"ObjectAttributes": ["ETag"]} if name == "get_object_attributes" else {})}
    with pytest.raises(errors.InvalidRequest, match="The correct parameters must be provided"):
        read(**members)
    with pytest.raises(errors.Refused, match="must provide the correct secret key") as refused:
        read(**members, **headers(OTHER))
    assert (refused.value.code, refused.value.status) == ("AccessDenied", 403)
    read(**members, **headers())


def test_a_key_where_there_is_none_to_use(root: Client) -> None:
    root.put("a")
    with pytest.raises(errors.InvalidRequest, match="not applicable to this object"):
        root.get("a", **headers())


@pytest.mark.parametrize(
    ("changes", "code", "text"),
    [
        ({"SSECustomerAlgorithm": None}, "InvalidArgument", "a valid encryption algorithm"),
        ({"SSECustomerKey": None}, "InvalidArgument", "an appropriate secret key"),
        ({"SSECustomerKeyMD5": None}, "InvalidArgument", "client calculated MD5"),
        ({"SSECustomerAlgorithm": "AES128"}, "InvalidEncryptionAlgorithmError", "Supported value: AES256"),
        ({"SSECustomerKey": base64.b64encode(b"short").decode()}, "InvalidArgument", "secret key was invalid"),
        ({"SSECustomerKey": "not base64 鍵"}, "InvalidArgument", "secret key was invalid"),
        ({"SSECustomerKey": ""}, "InvalidArgument", "secret key was invalid"),
        ({"SSECustomerKeyMD5": headers(OTHER)["SSECustomerKeyMD5"]}, "InvalidArgument", "MD5 hash of the key did not"),
        ({"SSECustomerKeyMD5": "é"}, "InvalidArgument", "MD5 hash of the key did not"),
        ({"ServerSideEncryption": "AES256"}, "InvalidArgument", "incompatible with the encryption method"),
    ],
)
def test_headers_that_are_refused(
    root: Client, instance: Instance, changes: dict[str, Any], code: str, text: str
) -> None:
    with pytest.raises(Exception, match=text) as refused:
        root.put("a", **{**headers(), **changes})
    assert refused.value.code == code  # type: ignore[attr-defined]
    assert list(instance.objects.ids()) == []


@pytest.mark.parametrize(
    ("transport", "source", "taken"),
    [("false", "127.0.0.1", True), ("false", "::1", True), ("false", "10.0.0.7", False), ("true", "10.0.0.7", True)],
)
def test_a_key_in_the_clear_is_taken_on_this_machine_alone(
    root: Client, transport: str, source: str, *, taken: bool
) -> None:
    call = root.call
    call.context["aws:SecureTransport"] = transport  # type: ignore[index]
    object.__setattr__(call, "source_ip", source)
    if taken:
        assert customer_key(call, headers()) is not None
        return
    with pytest.raises(errors.InvalidArgument, match="over a secure connection"):
        customer_key(call, headers())


def test_beside_a_bucket_default_no_kms_key_is_asked(root: Client, key_arn: str) -> None:
    default_encryption(root, key_arn, **ALLOWED)
    before = len(kms_events(root, "GenerateDataKey"))
    root.put("a", **headers())
    assert len(kms_events(root, "GenerateDataKey")) == before
    assert root.put("b")["SSEKMSKeyId"] == key_arn


def test_a_bucket_that_blocks_it(root: Client) -> None:
    root.put("before", **headers())
    upload_id = root.create_multipart_upload(Key="m", **headers())["UploadId"]
    rule: dict[str, Any] = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    blocking = {"Rules": [{**rule, "BlockedEncryptionTypes": {"EncryptionType": ["SSE-C"]}}]}
    root.put_bucket_encryption(ServerSideEncryptionConfiguration=blocking)
    told = root.get_bucket_encryption()["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert told["BlockedEncryptionTypes"] == {"EncryptionType": ["SSE-C"]}
    with pytest.raises(errors.Refused):
        root.put("a", **headers())
    with pytest.raises(errors.Refused):
        root.create_multipart_upload(Key="a", **headers())
    with pytest.raises(errors.Refused):
        root.upload_part(Key="m", UploadId=upload_id, PartNumber=1, Body=b"x", **headers())
    with pytest.raises(errors.Refused):
        root.copy_object(Key="a", CopySource=f"{BUCKET}/before", **headers(of="CopySourceSSECustomer"), **headers())
    assert root.get("before", **headers()) == b"data"
    root.put("plain")
    allowing = {"Rules": [{**rule, "BlockedEncryptionTypes": {"EncryptionType": ["NONE"]}}]}
    root.put_bucket_encryption(ServerSideEncryptionConfiguration=allowing)
    root.put("a", **headers())


@pytest.mark.parametrize("kinds", [["SSE-S3"], ["NONE", "SSE-C"]])
def test_what_a_bucket_cannot_block(root: Client, kinds: list[str]) -> None:
    rule = {"BlockedEncryptionTypes": {"EncryptionType": kinds}}
    with pytest.raises(errors.MalformedXML):
        root.put_bucket_encryption(ServerSideEncryptionConfiguration={"Rules": [rule]})


def test_copies_from_key_to_key_into_and_out_of_it(root: Client, key_arn: str) -> None:
    root.put("a", b"secret", **headers())
    source = headers(of="CopySourceSSECustomer")
    copied = root.copy_object(Key="b", CopySource=f"{BUCKET}/a", **source, **headers(OTHER))
    assert copied["SSECustomerKeyMD5"] == headers(OTHER)["SSECustomerKeyMD5"]
    assert root.get("b", **headers(OTHER)) == b"secret"
    kms = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key_arn}
    root.copy_object(Key="c", CopySource=f"{BUCKET}/a", **source, **kms)
    assert root.get("c") == b"secret"
    root.copy_object(Key="d", CopySource=f"{BUCKET}/c", **headers())
    assert root.get("d", **headers()) == b"secret"
    # To itself under another key is a change, with the same key too.
    root.copy_object(Key="a", CopySource=f"{BUCKET}/a", **source, **headers(OTHER))
    assert root.get("a", **headers(OTHER)) == b"secret"
    with pytest.raises(errors.InvalidRequest, match="The correct parameters"):
        root.copy_object(Key="e", CopySource=f"{BUCKET}/d")
    with pytest.raises(errors.Refused):
        root.copy_object(Key="e", CopySource=f"{BUCKET}/d", **headers(OTHER, "CopySourceSSECustomer"))
    with pytest.raises(errors.InvalidRequest, match="not applicable"):
        root.copy_object(Key="e", CopySource=f"{BUCKET}/c", **source)


def test_multipart_needs_the_same_key_for_every_part(root: Client) -> None:
    upload_id = root.create_multipart_upload(Key="big", **headers())["UploadId"]

    def part(number: int, data: bytes, **members: Any) -> dict[str, Any]:
        return root.upload_part(Key="big", UploadId=upload_id, PartNumber=number, Body=data, **members)

    with pytest.raises(errors.InvalidRequest, match="Subsequent part requests must include"):
        part(1, b"x")
    with pytest.raises(errors.Refused):
        part(1, b"x", **headers(OTHER))
    first = part(1, pattern(PART, 1), **headers())
    assert first["SSECustomerKeyMD5"] == MD5
    root.put("source", b"tail", **headers(OTHER))
    copied = root.upload_part_copy(
        Key="big",
        UploadId=upload_id,
        PartNumber=2,
        CopySource=f"{BUCKET}/source",
        **headers(OTHER, "CopySourceSSECustomer"),
        **headers(),
    )
    with pytest.raises(errors.Refused):
        root.list_parts(Key="big", UploadId=upload_id, **headers(OTHER))
    assert len(root.list_parts(Key="big", UploadId=upload_id, **headers())["Parts"]) == 2
    done = {
        "Parts": [
            {"PartNumber": 1, "ETag": first["ETag"]},
            {"PartNumber": 2, "ETag": copied["CopyPartResult"]["ETag"]},
        ]
    }
    with pytest.raises(errors.Refused):
        root.complete_multipart_upload(Key="big", UploadId=upload_id, MultipartUpload=done, **headers(OTHER))
    root.complete_multipart_upload(Key="big", UploadId=upload_id, MultipartUpload=done)
    assert root.get("big", **headers()) == pattern(PART, 1) + b"tail"
    assert root.get("big", PartNumber=2, **headers()) == b"tail"
    with pytest.raises(errors.InvalidRequest):
        root.get("big")


def test_a_part_with_a_key_for_an_upload_without_one(root: Client) -> None:
    upload_id = root.create_multipart_upload(Key="a")["UploadId"]
    with pytest.raises(errors.InvalidRequest, match="not applicable"):
        root.upload_part(Key="a", UploadId=upload_id, PartNumber=1, Body=b"x", **headers())
    with pytest.raises(errors.InvalidRequest, match="not applicable"):
        root.complete_multipart_upload(Key="a", UploadId=upload_id, MultipartUpload={"Parts": []}, **headers())


def test_a_policy_sees_the_algorithm(root: Client, as_role: Callable[..., Client]) -> None:
    name = "s3:x-amz-server-side-encryption-customer-algorithm"
    jane = as_role(allow("s3:*"), {**allow("s3:PutObject", Null={name: "false"}), "Effect": "Deny"})
    jane.put("plain")
    with pytest.raises(errors.AccessDenied):
        jane.put("a", **headers())
    only = as_role(allow("s3:PutObject", StringEquals={name: "AES256"}), name="Only")
    only.put("b", **headers())
    with pytest.raises(errors.AccessDenied):
        only.put("c")


def test_damage_is_not_a_wrong_key_and_a_wrong_key_is_not_damage(root: Client) -> None:
    root.put("a", pattern(50_000, 1), **headers())
    root.put("b", pattern(50_000, 2), **headers())
    assert verify_blob(root.instance, blob_ids(root, "a")[0])[1] == "customer-key"
    flip(path_of(root, "a"), 10 + len("sse-c") + 60)
    assert read_all(root, "a", **headers()) == b""
    assert verify_blob(root.instance, blob_ids(root, "a")[0])[1] == "tampered"
    path_of(root, "a").write_bytes(path_of(root, "b").read_bytes())
    assert read_all(root, "a", **headers()) == b""
    assert root.get("b", **headers()) == pattern(50_000, 2)


def test_the_key_is_nowhere_afterwards(
    root: Client, instance: Instance, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    wiped: list[Secret] = []
    wipe = Secret.wipe

    def seen(secret: Secret) -> None:
        wiped.append(secret)
        wipe(secret)

    monkeypatch.setattr(Secret, "wipe", seen)
    root.put("a", b"x", **headers())
    root.get("a", **headers())
    with pytest.raises(errors.Refused) as refused:
        root.get("a", **headers(OTHER))
    told = [str(refused.value), repr(refused.value), repr(customer_key(root.call, headers())), caplog.text]
    del refused
    gc.collect()
    for key in (KEY, OTHER):
        written = [key, base64.b64encode(key), headers(key)["SSECustomerKeyMD5"].encode()]
        for path in instance.home.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                assert not any(form in content for form in written)
        events = str(instance.trail.newest(50))
        assert not any(form.decode() in text for form in written[1:] for text in (*told, events))
        assert key.decode() not in events
    assert "AES256" in str(instance.trail.newest(50)), "the algorithm is told, as in AWS"
    assert len(wiped) >= 6
    assert all(len(secret) == 0 for secret in wiped)


def test_operations_called_directly_take_it_too(root: Client) -> None:
    put_object(root.call, {"Bucket": BUCKET, "Key": "a", "Body": BytesBody(b"x"), **headers()})
    assert b"".join(get_object(root.call, {"Bucket": BUCKET, "Key": "a", **headers()})["Body"]) == b"x"
