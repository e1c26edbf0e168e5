"""S3 through an unmodified boto3, over HTTP and over TLS (where it frames and signs bodies differently)."""

import io
import secrets
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import boto3.s3.transfer
import pytest
from botocore.exceptions import ClientError

from tests.support.buckets import allow_customer_keys
from tests.support.live import Live

_KEY = "売上/2026 年 (1).csv"


@pytest.fixture(params=["live", "live_tls"])
def where(request: pytest.FixtureRequest) -> Live:
    server: Live = request.getfixturevalue(request.param)
    return server


@pytest.fixture
def bucket(where: Live) -> str:
    name = f"parity-{secrets.token_hex(6)}"
    where.client("s3").create_bucket(Bucket=name)
    return name


@pytest.fixture
def key(where: Live) -> str:
    return str(where.client("kms").create_key()["KeyMetadata"]["Arn"])


@pytest.mark.parametrize("size", [0, 1, 16_384, 3_000_000])
def test_an_object_comes_back_under_its_key(where: Live, bucket: str, key: str, size: int) -> None:
    s3, body = where.client("s3"), secrets.token_bytes(size)
    put = s3.put_object(
        Bucket=bucket, Key=_KEY, Body=body, ServerSideEncryption="aws:kms", SSEKMSKeyId=key, Metadata={"who": "ana"}
    )
    got = s3.get_object(Bucket=bucket, Key=_KEY)
    assert got["Body"].read() == body
    assert put["SSEKMSKeyId"] == got["SSEKMSKeyId"] == key
    assert got["Metadata"] == {"who": "ana"}
    assert s3.head_object(Bucket=bucket, Key=_KEY)["ContentLength"] == size


@pytest.mark.parametrize(
    "algorithm",
    [
        "CRC32",
        "CRC32C",
        "CRC64NVME",
        "SHA1",
        "SHA256",
        "SHA512",
        "XXHASH64",
        "XXHASH3",
        "XXHASH128",
    ],  # botocore makes no MD5
)
def test_checksums_are_kept(where: Live, bucket: str, algorithm: str) -> None:
    s3 = where.client("s3")
    put = s3.put_object(Bucket=bucket, Key="sum", Body=b"hello", ChecksumAlgorithm=algorithm)
    got = s3.get_object(Bucket=bucket, Key="sum", ChecksumMode="ENABLED")
    assert got["Body"].read() == b"hello"  # boto3 holds it to the checksum, too
    assert got[f"Checksum{algorithm}"] == put[f"Checksum{algorithm}"]
    with pytest.raises(ClientError) as caught:
        s3.put_object(Bucket=bucket, Key="bad", Body=b"hallo", **{f"Checksum{algorithm}": put[f"Checksum{algorithm}"]})
    assert caught.value.response["Error"]["Code"] == "BadDigest"
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 1


def test_a_multipart_upload_is_one_object(where: Live, bucket: str, key: str) -> None:
    s3, body = where.client("s3"), secrets.token_bytes(12 << 20)
    config = boto3.s3.transfer.TransferConfig(
        multipart_threshold=5 << 20, multipart_chunksize=5 << 20, max_concurrency=4
    )
    extra = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
    s3.upload_fileobj(io.BytesIO(body), bucket, "big", ExtraArgs=extra, Config=config)
    assert s3.head_object(Bucket=bucket, Key="big")["ETag"].endswith('-3"')
    for first, last in ((0, 0), (5 * 2**20 - 3, 5 * 2**20 + 3), (len(body) - 5, len(body) - 1)):
        got = s3.get_object(Bucket=bucket, Key="big", Range=f"bytes={first}-{last}")
        assert got["Body"].read() == body[first : last + 1]
    whole = io.BytesIO()
    s3.download_fileobj(bucket, "big", whole)
    assert whole.getvalue() == body


def test_a_customers_key_and_two_layers(where: Live, bucket: str, key: str) -> None:
    s3, body, own = where.client("s3"), secrets.token_bytes(12 << 20), secrets.token_bytes(32)
    config = boto3.s3.transfer.TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20)
    allow_customer_keys(where.client("s3"), bucket)
    customer = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": own}
    s3.upload_fileobj(io.BytesIO(body), bucket, _KEY, ExtraArgs=customer, Config=config)
    whole = io.BytesIO()
    s3.download_fileobj(bucket, _KEY, whole, ExtraArgs=customer)
    assert whole.getvalue() == body
    for wrong, code in ({}, "400"), ({**customer, "SSECustomerKey": secrets.token_bytes(32)}, "403"):
        with pytest.raises(ClientError) as caught:
            s3.head_object(Bucket=bucket, Key=_KEY, **wrong)
        assert caught.value.response["Error"]["Code"] == code
    source = {f"CopySource{name}": value for name, value in customer.items()}
    dsse = {"ServerSideEncryption": "aws:kms:dsse", "SSEKMSKeyId": key}
    s3.copy_object(Bucket=bucket, Key="twice", CopySource={"Bucket": bucket, "Key": _KEY}, **source, **dsse)
    got = s3.get_object(Bucket=bucket, Key="twice", Range="bytes=9000000-9000009")
    assert got["Body"].read() == body[9_000_000:9_000_010]
    assert got["ServerSideEncryption"] == "aws:kms:dsse"


def test_a_presigned_url_works_for_anybody_until_it_expires(where: Live, bucket: str) -> None:
    s3 = where.client("s3", signature_version="s3v4")
    s3.put_object(Bucket=bucket, Key=_KEY, Body=b"hello")
    url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": _KEY}, ExpiresIn=60)
    assert fetch(where, url) == b"hello"
    with pytest.raises(urllib.error.HTTPError, match="403"):
        fetch(where, url.replace("X-Amz-Expires=60", "X-Amz-Expires=61"))


def fetch(where: Live, url: str) -> bytes:
    certificate = where.environment.get("AWS_CA_BUNDLE")
    trust = ssl.create_default_context(cafile=certificate) if certificate else None
    with urllib.request.urlopen(url, context=trust) as answer:
        return bytes(answer.read())


def test_a_disabled_key_closes_its_objects_and_enabling_opens_them(where: Live, bucket: str, key: str) -> None:
    s3, kms = where.client("s3"), where.client("kms")
    s3.put_object(Bucket=bucket, Key="k", Body=b"hello", ServerSideEncryption="aws:kms", SSEKMSKeyId=key)
    kms.disable_key(KeyId=key)
    with pytest.raises(ClientError, match=f"{key} is disabled") as caught:
        s3.get_object(Bucket=bucket, Key="k")
    assert caught.value.response["Error"]["Code"] == "KMS.DisabledException"
    kms.enable_key(KeyId=key)
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"hello"


def _no_bucket(s3: Any, _bucket: str) -> object:
    return s3.get_object(Bucket="no-such-bucket-anywhere", Key="k")


def _no_key(s3: Any, bucket: str) -> object:
    return s3.get_object(Bucket=bucket, Key="no such key")


def _reserved(s3: Any, _bucket: str) -> object:
    return s3.create_bucket(Bucket="console")


def _bad_name(s3: Any, _bucket: str) -> object:
    return s3.create_bucket(Bucket="Not_A_Name")


@pytest.mark.parametrize(
    ("attempt", "code"),
    [
        (_no_bucket, "NoSuchBucket"),
        (_no_key, "NoSuchKey"),
        (_reserved, "InvalidBucketName"),
        (_bad_name, "InvalidBucketName"),
    ],
)
def test_refusals_carry_awss_codes(where: Live, bucket: str, attempt: Callable[[Any, str], object], code: str) -> None:
    with pytest.raises(ClientError) as caught:
        attempt(where.client("s3"), bucket)
    assert caught.value.response["Error"]["Code"] == code
