"""A bucket's settings through an unmodified boto3, and what browsers' requests meet."""

import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.support.live import Live

_SITE = "https://app.example.com"
_RULES = [
    {"AllowedMethods": ["GET", "PUT"], "AllowedOrigins": [_SITE], "AllowedHeaders": ["*"], "ExposeHeaders": ["ETag"]}
]


@pytest.fixture(scope="module")
def bucket(live: Live) -> str:
    name = f"settings-{secrets.token_hex(6)}"
    live.client("s3").create_bucket(Bucket=name)
    return name


def code_of(call: Callable[[], Any]) -> tuple[str, int]:
    with pytest.raises(ClientError) as caught:
        call()
    answer = caught.value.response
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]


_NOT_CONFIGURED: list[tuple[str, dict[str, str], Any]] = [
    ("get_bucket_accelerate_configuration", {}, {}),
    ("get_bucket_logging", {}, {}),
    ("get_bucket_request_payment", {}, {"Payer": "BucketOwner"}),
    ("get_bucket_notification_configuration", {}, {}),
    ("list_bucket_analytics_configurations", {}, {"IsTruncated": False}),
    ("list_bucket_intelligent_tiering_configurations", {}, {"IsTruncated": False}),
    ("list_bucket_inventory_configurations", {}, {"IsTruncated": False}),
    ("list_bucket_metrics_configurations", {}, {"IsTruncated": False}),
    ("delete_bucket_website", {}, {}),
    ("delete_bucket_replication", {}, {}),
    ("get_bucket_website", {}, "NoSuchWebsiteConfiguration"),
    ("get_bucket_replication", {}, "ReplicationConfigurationNotFoundError"),
    ("get_object_lock_configuration", {}, "ObjectLockConfigurationNotFoundError"),
    ("get_bucket_cors", {}, "NoSuchCORSConfiguration"),
    ("get_bucket_lifecycle_configuration", {}, "NoSuchLifecycleConfiguration"),
    ("get_bucket_policy_status", {}, "NoSuchBucketPolicy"),
    ("get_bucket_analytics_configuration", {"Id": "a"}, "NoSuchConfiguration"),
    ("get_bucket_intelligent_tiering_configuration", {"Id": "a"}, "NoSuchConfiguration"),
    ("get_bucket_inventory_configuration", {"Id": "a"}, "NoSuchConfiguration"),
    ("get_bucket_metrics_configuration", {"Id": "a"}, "NoSuchConfiguration"),
    ("delete_bucket_inventory_configuration", {"Id": "a"}, "NoSuchConfiguration"),
]


@pytest.mark.parametrize(("method", "parameters", "wanted"), _NOT_CONFIGURED)
def test_what_is_not_configured(live: Live, bucket: str, method: str, parameters: dict[str, str], wanted: Any) -> None:
    call = getattr(live.client("s3"), method)
    if isinstance(wanted, str):
        assert code_of(lambda: call(Bucket=bucket, **parameters)) == (wanted, 404)
        return
    answer = call(Bucket=bucket, **parameters)
    del answer["ResponseMetadata"]
    assert answer == wanted


def test_what_is_so_already_is_taken(live: Live, bucket: str) -> None:
    s3 = live.client("s3")
    s3.put_bucket_logging(Bucket=bucket, BucketLoggingStatus={})
    s3.put_bucket_request_payment(Bucket=bucket, RequestPaymentConfiguration={"Payer": "BucketOwner"})


def test_a_page_reaches_a_bucket_by_its_own_host(live: Live, bucket: str) -> None:
    s3 = live.client("s3")
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": _RULES})
    port = live.environment["AWS_ENDPOINT_URL"].rpartition(":")[2]
    asks = {"Origin": _SITE, "Access-Control-Request-Method": "GET", "Host": f"{bucket}.localhost:{port}"}
    status, headers, _ = send(live, "OPTIONS", "/any/key", asks)
    assert (status, headers["access-control-allow-origin"]) == (200, _SITE)
    s3.delete_bucket_cors(Bucket=bucket)
    assert send(live, "OPTIONS", "/any/key", asks)[0] == 403


_REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("put_bucket_accelerate_configuration", {"AccelerateConfiguration": {"Status": "Enabled"}}),
    ("put_bucket_website", {"WebsiteConfiguration": {"IndexDocument": {"Suffix": "index.html"}}}),
    ("put_bucket_request_payment", {"RequestPaymentConfiguration": {"Payer": "Requester"}}),
    (
        "put_bucket_logging",
        {"BucketLoggingStatus": {"LoggingEnabled": {"TargetBucket": "logs", "TargetPrefix": ""}}},
    ),
    ("put_object_lock_configuration", {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}}),
    ("restore_object", {"Key": "k", "RestoreRequest": {"Days": 1}}),
    ("get_object_torrent", {"Key": "k"}),
    (
        "select_object_content",
        {
            "Key": "k",
            "Expression": "select * from s3object",
            "ExpressionType": "SQL",
            "InputSerialization": {"CSV": {}},
            "OutputSerialization": {"CSV": {}},
        },
    ),
    ("rename_object", {"Key": "k", "RenameSource": "j"}),
    (
        "update_object_encryption",
        {"Key": "k", "ObjectEncryption": {"SSEKMS": {"KMSKeyArn": "arn:aws:kms:us-east-1:111122223333:key/k"}}},
    ),
]


@pytest.mark.parametrize(("method", "parameters"), _REFUSED)
def test_what_is_not_here_is_refused(live: Live, bucket: str, method: str, parameters: dict[str, Any]) -> None:
    s3 = live.client("s3")
    assert code_of(lambda: getattr(s3, method)(Bucket=bucket, **parameters)) == ("NotImplemented", 501)


def test_public_access_through_boto3(live: Live, bucket: str) -> None:
    s3 = live.client("s3")
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket}/*"}
    public = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    assert all(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values())
    assert code_of(lambda: s3.put_bucket_policy(Bucket=bucket, Policy=public)) == ("AccessDenied", 403)
    s3.delete_public_access_block(Bucket=bucket)
    assert code_of(lambda: s3.get_public_access_block(Bucket=bucket)) == ("NoSuchPublicAccessBlockConfiguration", 404)
    s3.put_bucket_policy(Bucket=bucket, Policy=public)
    assert s3.get_bucket_policy_status(Bucket=bucket)["PolicyStatus"]["IsPublic"]
    s3.put_object(Bucket=bucket, Key="open", Body=b"hello")
    assert send(live, "GET", f"/{bucket}/open")[0] == 200
    s3.put_public_access_block(
        Bucket=bucket, PublicAccessBlockConfiguration={"RestrictPublicBuckets": True, "BlockPublicPolicy": False}
    )
    assert send(live, "GET", f"/{bucket}/open")[0] == 403
    assert s3.get_object(Bucket=bucket, Key="open")["Body"].read() == b"hello"
    s3.delete_bucket_policy(Bucket=bucket)


def test_acls_through_boto3(live: Live, bucket: str) -> None:
    s3 = live.client("s3")
    s3.put_object(Bucket=bucket, Key="acl", Body=b"")
    for answer in (s3.get_bucket_acl(Bucket=bucket), s3.get_object_acl(Bucket=bucket, Key="acl")):
        (grant,) = answer["Grants"]
        assert grant["Permission"] == "FULL_CONTROL"
        assert grant["Grantee"]["Type"] == "CanonicalUser"
        assert grant["Grantee"]["ID"] == answer["Owner"]["ID"]
    grants = {"Grants": answer["Grants"], "Owner": answer["Owner"]}
    refused = ("AccessControlListNotSupported", 400)
    assert code_of(lambda: s3.put_bucket_acl(Bucket=bucket, ACL="public-read")) == refused
    assert code_of(lambda: s3.put_object_acl(Bucket=bucket, Key="acl", AccessControlPolicy=grants)) == refused
    shown = s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]["Rules"]
    assert shown == [{"ObjectOwnership": "BucketOwnerEnforced"}]


def test_another_sites_page_asks_first(live: Live, bucket: str) -> None:
    s3 = live.client("s3")
    asks = {"Origin": _SITE, "Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "X-Amz-Date"}
    status, _, body = send(live, "OPTIONS", f"/{bucket}/k", asks)
    assert (status, b"CORS is not enabled for this bucket" in body, b"<Method>PUT" in body) == (403, True, True)
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": _RULES})
    assert s3.get_bucket_cors(Bucket=bucket)["CORSRules"] == _RULES
    status, headers, body = send(live, "OPTIONS", f"/{bucket}/k", asks)
    assert (status, body) == (200, b"")
    assert headers["access-control-allow-origin"] == _SITE
    assert headers["access-control-allow-methods"] == "GET, PUT"
    assert headers["access-control-allow-headers"] == "x-amz-date"
    assert headers["vary"] == "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"
    for changed, code, wanted in (
        ({"Origin": "https://evil.test"}, "AccessForbidden", 403),
        ({"Access-Control-Request-Method": "DELETE"}, "AccessForbidden", 403),
        ({"Access-Control-Request-Method": "PATCH"}, "BadRequest", 400),
        ({"Origin": ""}, "BadRequest", 400),
    ):
        status, headers, body = send(live, "OPTIONS", f"/{bucket}/k", {**asks, **changed})
        assert (status, f"<Code>{code}</Code>".encode() in body) == (wanted, True)
        assert "access-control-allow-origin" not in headers
    assert send(live, "OPTIONS", "/no-such-bucket-anywhere/k", asks)[0] == 403


def test_another_sites_page_sees_the_answer_refusals_included(live: Live, bucket: str) -> None:
    s3 = live.client("s3", signature_version="s3v4")
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": _RULES})
    s3.put_object(Bucket=bucket, Key="日本語", Body=b"hello")
    url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "日本語"})
    path = url.removeprefix(live.environment["AWS_ENDPOINT_URL"])
    status, headers, body = send(live, "GET", path, {"Origin": _SITE})
    assert (status, body) == (200, b"hello")
    assert headers["access-control-allow-origin"] == _SITE
    assert headers["access-control-expose-headers"] == "ETag"
    status, headers, _ = send(live, "GET", f"/{bucket}/k", {"Origin": _SITE})
    assert (status, headers["access-control-allow-origin"]) == (403, _SITE)
    for origin in ("https://evil.test", "null"):
        _, headers, _ = send(live, "GET", path, {"Origin": origin})
        assert "access-control-allow-origin" not in headers
        assert "Origin" in headers["vary"]
    assert "vary" not in send(live, "GET", path)[1]


@pytest.mark.parametrize("method", ["OPTIONS", "GET", "POST"])
@pytest.mark.parametrize("path", ["/console/", "/console/api/sts", "/healthz", "/"])
def test_the_console_is_for_no_other_site(live: Live, bucket: str, method: str, path: str) -> None:
    anybody = [{"AllowedMethods": ["GET", "PUT", "POST"], "AllowedOrigins": ["*"], "AllowedHeaders": ["*"]}]
    live.client("s3").put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": anybody})
    port = live.environment["AWS_ENDPOINT_URL"].rpartition(":")[2]
    asks = {"Origin": _SITE, "Access-Control-Request-Method": "POST"}
    for host in ("localhost", f"{bucket}.localhost") if path != "/" else ("localhost",):
        _, headers, _ = send(live, method, path, {**asks, "Host": f"{host}:{port}"})
        if not (host.startswith(bucket) and path == "/healthz"):
            assert not any(name.startswith("access-control") for name in headers)


def test_lifecycle_through_boto3(live: Live, bucket: str) -> None:
    s3 = live.client("s3")
    every = {"And": {"Prefix": "ログ/", "Tags": [{"Key": "a", "Value": "b"}], "ObjectSizeGreaterThan": 5}}
    rules = [
        {"ID": "規則 1", "Status": "Enabled", "Filter": every, "Expiration": {"Days": 30}},
        {"ID": "all", "Status": "Enabled", "Filter": {}, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}},
        {
            "ID": "date",
            "Status": "Disabled",
            "Filter": {"Prefix": ""},
            "Expiration": {"Date": datetime(2035, 1, 1, tzinfo=UTC)},
            "NoncurrentVersionExpiration": {"NoncurrentDays": 3, "NewerNoncurrentVersions": 2},
        },
    ]
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules})
    assert s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"] == rules
    made = s3.put_object(Bucket=bucket, Key="ログ/1", Body=b"123456", Tagging="a=b")
    assert 'rule-id="%E8%A6%8F%E5%89%87%201"' in made["Expiration"]
    assert s3.head_object(Bucket=bucket, Key="ログ/1")["Expiration"] == made["Expiration"]
    upload = s3.create_multipart_upload(Bucket=bucket, Key="big")
    assert upload["AbortRuleId"] == "all"
    assert upload["AbortDate"] > datetime.now(UTC)
    s3.abort_multipart_upload(Bucket=bucket, Key="big", UploadId=upload["UploadId"])
    # The older name and form, as old clients send it.
    legacy = [{"ID": "old", "Status": "Enabled", "Prefix": "tmp/", "Expiration": {"Days": 1}}]
    s3.put_bucket_lifecycle(Bucket=bucket, LifecycleConfiguration={"Rules": legacy})
    assert s3.get_bucket_lifecycle(Bucket=bucket)["Rules"] == legacy
    moved = [{**legacy[0], "Transitions": [{"Days": 1, "StorageClass": "GLACIER"}]}]
    put = partial(s3.put_bucket_lifecycle_configuration, Bucket=bucket, LifecycleConfiguration={"Rules": moved})
    assert code_of(put) == ("NotImplemented", 501)
    s3.delete_bucket_lifecycle(Bucket=bucket)


def test_the_server_ends_what_a_rule_ends(live: Live) -> None:
    s3, name = live.client("s3"), f"ends-{secrets.token_hex(6)}"
    s3.create_bucket(Bucket=name)
    for key in ("tmp/日本語", "kept"):
        s3.put_object(Bucket=name, Key=key, Body=b"")
    rule = {"Status": "Enabled", "Filter": {"Prefix": "tmp/"}, "Expiration": {"Date": datetime(2020, 1, 1, tzinfo=UTC)}}
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [rule]})
    deadline = time.monotonic() + 30
    while s3.list_objects_v2(Bucket=name)["KeyCount"] > 1 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert [each["Key"] for each in s3.list_objects_v2(Bucket=name)["Contents"]] == ["kept"]


def test_notifications_through_boto3(live: Live, bucket: str) -> None:
    s3 = live.client("s3")
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}})
    assert s3.get_bucket_notification_configuration(Bucket=bucket)["EventBridgeConfiguration"] == {}
    queue = {"QueueArn": f"arn:aws:sqs:us-east-1:{live.account}:q", "Events": ["s3:ObjectCreated:*"]}
    put = partial(
        s3.put_bucket_notification_configuration,
        Bucket=bucket,
        NotificationConfiguration={"QueueConfigurations": [queue]},
    )
    assert code_of(put) == ("InvalidArgument", 400)
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={})
    assert "EventBridgeConfiguration" not in s3.get_bucket_notification_configuration(Bucket=bucket)


@pytest.mark.parametrize(
    ("header", "value", "code"),
    [
        ("x-amz-checksum-crc32", "AAAAAA==", "BadDigest"),
        ("x-amz-checksum-crc32", "short", "InvalidRequest"),
        ("content-md5", "1B2M2Y8AsgTpgAmY7PhCfg==", "BadDigest"),
        ("content-md5", "???", "InvalidDigest"),
    ],
)
def test_a_document_is_held_to_its_checksum(live: Live, bucket: str, header: str, value: str, code: str) -> None:
    s3 = live.client("s3", request_checksum_calculation="when_required")

    def change(request: Any, **_: Any) -> None:
        del request.headers["x-amz-checksum-crc32"]
        del request.headers["x-amz-sdk-checksum-algorithm"]
        request.headers[header] = value

    s3.meta.events.register("before-sign.s3.PutBucketCors", change)
    with pytest.raises(ClientError) as caught:
        s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": _RULES})
    assert caught.value.response["Error"]["Code"] == code


def test_where_a_bucket_is(live: Live) -> None:
    s3, name = live.client("s3"), f"where-{secrets.token_hex(6)}"
    made = s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    assert made["Location"] == f"/{name}"
    assert s3.head_bucket(Bucket=name)["BucketRegion"] == "eu-west-1"
    assert s3.get_bucket_location(Bucket=name)["LocationConstraint"] == "eu-west-1"
    status, headers, _ = send(live, "HEAD", f"/{name}")
    assert (status, headers["x-amz-bucket-region"]) == (403, "eu-west-1")
    pages = s3.get_paginator("list_buckets").paginate(Prefix="where-", PaginationConfig={"PageSize": 1})
    assert name in [each["Name"] for page in pages for each in page["Buckets"]]
    for constraint in ("us-east-1", "moon-1"):
        wrong = {"LocationConstraint": constraint}
        refused = code_of(partial(s3.create_bucket, Bucket=f"{name}-2", CreateBucketConfiguration=wrong))
        assert refused == ("InvalidLocationConstraint", 400)


def send(
    live: Live, method: str, path: str, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """A browser's request: nobody signs it."""
    request = urllib.request.Request(live.environment["AWS_ENDPOINT_URL"] + path, method=method, headers=headers or {})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, _lower(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, _lower(error.headers), error.read()


def _lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
