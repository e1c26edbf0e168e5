from __future__ import annotations

import pytest

from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request
from sealcanvas.wire.model import load
from sealcanvas.wire.parse import parse
from sealcanvas.wire.route import route, service_of
from sealcanvas.wire.route_s3 import address


def ask(method: str, path: str, query: str = "", host: str = "localhost:4566", **headers: str) -> Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(method, path, query, named, b"", host, "http", "127.0.0.1")


def form(text: str, **headers: str) -> Request:
    sent = {"content-type": "application/x-www-form-urlencoded; charset=utf-8", **headers}
    return Request("POST", "/", "", sent, text.encode(), "localhost", "http", "127.0.0.1")


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("TrentService.Encrypt", "kms:Encrypt"),
        ("SageMaker.CreateDomain", "sagemaker:CreateDomain"),
        ("AmazonForecast.CreateForecast", "forecast:CreateForecast"),
        ("AmazonForecastRuntime.QueryForecast", "forecastquery:QueryForecast"),
        ("Sealcanvas.ImportDataset", "sealcanvas:ImportDataset"),
    ],
)
def test_json_services_are_told_apart_by_their_target(target: str, expected: str) -> None:
    assert route(ask("POST", "/", x_amz_target=target)).id == expected


@pytest.mark.parametrize("target", ["TrentService.Sing", "TrentService.", "Nobody.Encrypt", "", "Encrypt"])
def test_an_unknown_target_is_an_unknown_operation(target: str) -> None:
    with pytest.raises(WireError) as refused:
        route(ask("POST", "/", x_amz_target=target))
    assert (refused.value.code, refused.value.status) == ("UnknownOperationException", 400)


def test_query_services_are_told_apart_by_version_or_signing_name() -> None:
    assert route(form("Action=ListRoles&Version=2010-05-08")).id == "iam:ListRoles"
    assert route(form("Version=2011-06-15&Action=GetCallerIdentity")).id == "sts:GetCallerIdentity"
    assert route(ask("GET", "/", "Action=GetCallerIdentity&Version=2011-06-15")).id == "sts:GetCallerIdentity"
    signed = "AWS4-HMAC-SHA256 Credential=AK/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0"
    assert service_of(form("", authorization=signed)).name == "iam"


def test_query_refusals() -> None:
    signed = "AWS4-HMAC-SHA256 Credential=AK/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0"
    for text, code in (("Version=2011-06-15", "MissingAction"), ("Action=No&Version=2011-06-15", "InvalidAction")):
        with pytest.raises(WireError) as refused:
            route(form(text, authorization=signed))
        assert refused.value.code == code
    with pytest.raises(WireError, match="Could not find operation ListRoles for version 2000-01-01"):
        route(form("Action=ListRoles&Version=2000-01-01", authorization=signed))


@pytest.mark.parametrize(
    ("method", "path", "query", "headers", "expected"),
    [
        ("GET", "/", "", {}, "ListBuckets"),
        ("PUT", "/bucket", "", {}, "CreateBucket"),
        ("PUT", "/bucket/", "", {}, "CreateBucket"),
        ("HEAD", "/bucket", "", {}, "HeadBucket"),
        ("GET", "/bucket", "", {}, "ListObjects"),
        ("GET", "/bucket", "list-type=2&prefix=a", {}, "ListObjectsV2"),
        ("GET", "/bucket", "location", {}, "GetBucketLocation"),
        ("GET", "/bucket", "uploads=", {}, "ListMultipartUploads"),
        ("POST", "/bucket", "delete", {}, "DeleteObjects"),
        ("PUT", "/bucket/key", "", {}, "PutObject"),
        ("PUT", "/bucket/key", "x-id=PutObject", {}, "PutObject"),
        ("PUT", "/bucket/key", "partNumber=1&uploadId=x", {}, "UploadPart"),
        ("PUT", "/bucket/key", "", {"x-amz-copy-source": "b/k"}, "CopyObject"),
        ("PUT", "/bucket/key", "partNumber=1&uploadId=x", {"x-amz-copy-source": "b/k"}, "UploadPartCopy"),
        ("POST", "/bucket/key", "uploads", {}, "CreateMultipartUpload"),
        ("POST", "/bucket/key", "uploadId=x", {}, "CompleteMultipartUpload"),
        ("DELETE", "/bucket/key", "uploadId=x", {}, "AbortMultipartUpload"),
        ("DELETE", "/bucket/key", "versionId=x", {}, "DeleteObject"),
        ("GET", "/bucket/key", "uploadId=x", {}, "ListParts"),
        ("GET", "/bucket/key", "partNumber=1", {}, "GetObject"),
        ("GET", "/bucket/key", "attributes", {"x-amz-object-attributes": "ETag"}, "GetObjectAttributes"),
    ],
)
def test_s3_operations(method: str, path: str, query: str, headers: dict[str, str], expected: str) -> None:
    request = Request(method, path, query, headers, b"", "localhost", "http", "127.0.0.1")
    assert route(request).name == expected


@pytest.mark.parametrize(
    ("method", "path", "query"),
    [
        ("PUT", "/bucket/key", "annotation"),
        ("PUT", "/bucket", "website"),
        ("GET", "/bucket/key", "torrent"),
        ("POST", "/bucket/key", "restore"),
        ("POST", "/bucket/key", "select&select-type=2"),
        ("DELETE", "/bucket", "metadataTable="),
        ("DELETE", "/bucket", "acl"),
    ],
)
def test_a_subresource_that_is_not_served_never_falls_through(method: str, path: str, query: str) -> None:
    with pytest.raises(WireError) as refused:
        route(ask(method, path, query))
    assert (refused.value.code, refused.value.status) == ("NotImplemented", 501)


def test_what_is_not_served_is_refused_by_its_name() -> None:
    for name, (method, uri) in load("s3").refused.items():
        path, _, query = uri.replace("{Bucket}", "bucket").replace("{Key+}", "key").partition("?")
        with pytest.raises(WireError) as refused:
            route(ask(method, path, f"{query}&x-id={name}" if query else f"x-id={name}"))
        assert (refused.value.code, refused.value.members) == ("NotImplemented", {"Operation": name})
    with pytest.raises(WireError) as refused:
        route(ask("PUT", "/bucket", "website"))
    assert refused.value.members == {"Operation": "PutBucketWebsite"}


def test_s3_method_not_allowed() -> None:
    with pytest.raises(WireError) as refused:
        route(ask("POST", "/bucket/key"))
    assert refused.value.code == "MethodNotAllowed"
    assert refused.value.members == {"Method": "POST", "ResourceType": "OBJECT"}


@pytest.mark.parametrize(
    ("host", "path", "bucket", "key"),
    [
        ("localhost:4566", "/bucket/a/b", "bucket", "a/b"),
        ("127.0.0.1", "/bucket//a", "bucket", "/a"),
        ("[::1]:80", "/bucket/a%2Fb", "bucket", "a/b"),
        ("bucket.localhost:80", "/a%20b", "bucket", "a b"),
        ("my.bucket.s3.localhost", "/a", "my.bucket", "a"),
        ("s3.localhost", "/bucket/a", "bucket", "a"),
        ("BUCKET.localhost", "/", "bucket", None),
        ("bucket.example.com", "/b/%E3%81%82+", "b", "あ+"),
    ],
)
def test_addresses(host: str, path: str, bucket: str, key: str | None) -> None:
    found = address(ask("GET", path, host=host))
    assert (found.bucket, found.key) == (bucket, key)


def test_headers_moved_into_a_presigned_url_count() -> None:
    query = "X-Amz-Signature=0&x-amz-server-side-encryption=aws%3Akms&x-amz-meta-a=b&X-Amz-Date=x"
    request = ask("PUT", "/bucket/key", query, x_amz_meta_b="c")
    found = parse(route(request), request)
    assert found["ServerSideEncryption"] == "aws:kms"
    assert found["Metadata"] == {"a": "b", "b": "c"}
    assert route(ask("PUT", "/bucket/key", "X-Amz-Signature=0&x-amz-copy-source=b%2Fk")).name == "CopyObject"
    unsigned = ask("PUT", "/bucket/key", "x-amz-server-side-encryption=aws%3Akms")
    assert "ServerSideEncryption" not in parse(route(unsigned), unsigned)


def test_a_path_that_is_not_utf8_is_refused() -> None:
    request = ask("GET", "/bucket/%ff")
    with pytest.raises(WireError) as refused:
        route(request)
    assert refused.value.code == "InvalidURI"


def test_virtual_host_bucket_reaches_the_input() -> None:
    request = ask("GET", "/key", host="bucket.s3.localhost")
    assert parse(route(request), request) == {"Bucket": "bucket", "Key": "key"}


@pytest.mark.parametrize(
    ("method", "query", "headers"),
    [
        ("PUT", "versionId=null", {}),
        ("PUT", "versionId=null", {"x_amz_copy_source": "bucket/key"}),
        ("PUT", "partNumber=1&uploadId=u&versionId=null", {}),
        ("POST", "uploads&versionId=null", {}),
        ("GET", "uploadId=u&versionId=null", {}),
    ],
)
def test_what_writes_takes_no_version_id(method: str, query: str, headers: dict[str, str]) -> None:
    request = ask(method, "/bucket/key", query, **headers)
    with pytest.raises(WireError, match="does not accept a version-id") as refused:
        parse(route(request), request)
    assert refused.value.code == "InvalidArgument"


@pytest.mark.parametrize(("method", "query"), [("GET", ""), ("HEAD", ""), ("DELETE", ""), ("PUT", "tagging&")])
def test_what_names_a_version_takes_its_id(method: str, query: str) -> None:
    request = ask(method, "/bucket/key", f"{query}versionId=null")
    assert parse(route(request), request)["VersionId"] == "null"
