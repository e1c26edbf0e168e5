"""Versions and object tags through an unmodified boto3, over HTTP and over TLS."""

import secrets
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.support.live import Live

_KEY = "売上/2026 年 (1).csv"
_GONE = "0" * 32


@pytest.fixture(params=["live", "live_tls"])
def where(request: pytest.FixtureRequest) -> Live:
    server: Live = request.getfixturevalue(request.param)
    return server


@pytest.fixture
def bucket(where: Live) -> str:
    """A bucket that keeps versions."""
    s3, name = where.client("s3"), f"parity-{secrets.token_hex(6)}"
    s3.create_bucket(Bucket=name)
    assert "Status" not in s3.get_bucket_versioning(Bucket=name)
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    assert s3.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"
    return name


def refusal(attempt: Callable[..., Any], **members: Any) -> dict[str, Any]:
    with pytest.raises(ClientError) as caught:
        attempt(**members)
    response: dict[str, Any] = caught.value.response
    return response


def test_a_delete_marker_comes_and_goes(where: Live, bucket: str) -> None:
    s3 = where.client("s3")
    one = s3.put_object(Bucket=bucket, Key=_KEY, Body=b"one")["VersionId"]
    two = s3.put_object(Bucket=bucket, Key=_KEY, Body=b"two")["VersionId"]
    gone = s3.delete_object(Bucket=bucket, Key=_KEY)
    assert gone["DeleteMarker"] is True
    marker = gone["VersionId"]

    for attempt, code in ((s3.get_object, "NoSuchKey"), (s3.head_object, "404")):
        refused = refusal(attempt, Bucket=bucket, Key=_KEY)
        assert (refused["Error"]["Code"], refused["ResponseMetadata"]["HTTPStatusCode"]) == (code, 404)
        headers = refused["ResponseMetadata"]["HTTPHeaders"]
        assert (headers["x-amz-delete-marker"], headers["x-amz-version-id"]) == ("true", marker)
        refused = refusal(attempt, Bucket=bucket, Key=_KEY, VersionId=marker)
        assert refused["ResponseMetadata"]["HTTPStatusCode"] == 405
        headers = refused["ResponseMetadata"]["HTTPHeaders"]
        assert (headers["x-amz-delete-marker"], headers["allow"]) == ("true", "DELETE")
        assert headers["last-modified"]
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0
    assert s3.get_object(Bucket=bucket, Key=_KEY, VersionId=one)["Body"].read() == b"one"
    listed = s3.list_object_versions(Bucket=bucket)
    assert [(each["VersionId"], each["IsLatest"]) for each in listed["Versions"]] == [(two, False), (one, False)]
    [shown] = listed["DeleteMarkers"]
    assert (shown["Key"], shown["VersionId"], shown["IsLatest"]) == (_KEY, marker, True)

    undone = s3.delete_object(Bucket=bucket, Key=_KEY, VersionId=marker)
    assert (undone["DeleteMarker"], undone["VersionId"]) == (True, marker)
    got = s3.get_object(Bucket=bucket, Key=_KEY)
    assert (got["Body"].read(), got["VersionId"]) == (b"two", two)
    removed = s3.delete_object(Bucket=bucket, Key=_KEY, VersionId=two)
    assert (removed["VersionId"], "DeleteMarker" in removed) == (two, False)
    assert s3.get_object(Bucket=bucket, Key=_KEY)["Body"].read() == b"one"
    assert refusal(s3.delete_bucket, Bucket=bucket)["Error"]["Code"] == "BucketNotEmpty"


def test_listings_go_on_page_by_page(where: Live, bucket: str) -> None:
    s3, written = where.client("s3"), {}
    for key in ("a/1", "a/2", "b c", "売上/1"):
        written[key] = [s3.put_object(Bucket=bucket, Key=key, Body=b"")["VersionId"] for _ in range(3)]
        written[key].append(s3.delete_object(Bucket=bucket, Key=key)["VersionId"])
    for size in (1, 3, 5, 1000):
        pages = s3.get_paginator("list_object_versions").paginate(Bucket=bucket, PaginationConfig={"PageSize": size})
        found: dict[str, list[str]] = {}
        markers = []
        for page in pages:
            assert len(page.get("Versions", [])) + len(page.get("DeleteMarkers", [])) <= size
            markers += page.get("DeleteMarkers", [])
            for each in page.get("Versions", []):
                found.setdefault(each["Key"], []).append(each["VersionId"])
        assert found == {key: ids[2::-1] for key, ids in written.items()}
        assert {each["Key"]: each["VersionId"] for each in markers} == {key: ids[3] for key, ids in written.items()}
    page = s3.list_object_versions(Bucket=bucket, Delimiter="/", MaxKeys=2)
    assert [each["Prefix"] for each in page["CommonPrefixes"]] == ["a/"]
    assert [each["Key"] for each in page["DeleteMarkers"]] == ["b c"]
    page = s3.list_object_versions(
        Bucket=bucket,
        Delimiter="/",
        KeyMarker=page["NextKeyMarker"],
        VersionIdMarker=page["NextVersionIdMarker"],
    )
    assert [each["Key"] for each in page["Versions"]] == ["b c"] * 3
    assert [each["Prefix"] for each in page["CommonPrefixes"]] == ["売上/"]
    page = s3.list_object_versions(Bucket=bucket, Prefix="売上/", EncodingType="url")
    assert page["Versions"][0]["Key"] == "%E5%A3%B2%E4%B8%8A/1"


def test_a_suspended_bucket_has_null_versions(where: Live, bucket: str) -> None:
    s3 = where.client("s3")
    kept = s3.put_object(Bucket=bucket, Key="k", Body=b"kept")["VersionId"]
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
    for body in (b"1", b"2"):
        assert "VersionId" not in s3.put_object(Bucket=bucket, Key="k", Body=body)
    assert s3.get_object(Bucket=bucket, Key="k", VersionId="null")["Body"].read() == b"2"
    assert s3.head_object(Bucket=bucket, Key="k")["VersionId"] == "null"
    assert s3.delete_object(Bucket=bucket, Key="k")["VersionId"] == "null"
    listed = s3.list_object_versions(Bucket=bucket)
    assert [each["VersionId"] for each in listed["Versions"]] == [kept]
    assert [each["VersionId"] for each in listed["DeleteMarkers"]] == ["null"]


def test_many_versions_are_deleted_at_once(where: Live, bucket: str) -> None:
    s3 = where.client("s3")
    versions = [s3.put_object(Bucket=bucket, Key=_KEY, Body=b"")["VersionId"] for _ in range(3)]
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": _KEY}]})
    [marker] = answer["Deleted"]
    assert marker["DeleteMarker"] is True
    objects = [{"Key": _KEY, "VersionId": version} for version in (*versions, marker["DeleteMarkerVersionId"], "bogus")]
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": objects})
    assert {each["VersionId"] for each in answer["Deleted"]} == {*versions, marker["DeleteMarkerVersionId"]}
    assert [(each["Code"], each["VersionId"]) for each in answer["Errors"]] == [("NoSuchVersion", "bogus")]
    s3.delete_bucket(Bucket=bucket)


def test_a_version_is_copied_back(where: Live, bucket: str) -> None:
    s3 = where.client("s3")
    old = s3.put_object(Bucket=bucket, Key=_KEY, Body=b"old bytes", Tagging="n=1")["VersionId"]
    s3.put_object(Bucket=bucket, Key=_KEY, Body=b"new")
    source = {"Bucket": bucket, "Key": _KEY, "VersionId": old}
    copied = s3.copy_object(Bucket=bucket, Key=_KEY, CopySource=source)
    assert copied["CopySourceVersionId"] == old
    got = s3.get_object(Bucket=bucket, Key=_KEY, Range="bytes=0-2")
    assert (got["Body"].read(), got["VersionId"], got["TagCount"]) == (b"old", copied["VersionId"], 1)
    upload = s3.create_multipart_upload(Bucket=bucket, Key="parts")["UploadId"]
    named = {"Bucket": bucket, "Key": "parts", "UploadId": upload}
    part = s3.upload_part_copy(**named, PartNumber=1, CopySource=source)
    assert part["CopySourceVersionId"] == old
    parts = [{"PartNumber": 1, "ETag": part["CopyPartResult"]["ETag"]}]
    done = s3.complete_multipart_upload(**named, MultipartUpload={"Parts": parts})
    assert s3.get_object(Bucket=bucket, Key="parts", VersionId=done["VersionId"])["Body"].read() == b"old bytes"
    told = s3.get_object_attributes(Bucket=bucket, Key=_KEY, VersionId=old, ObjectAttributes=["ObjectSize"])
    assert (told["ObjectSize"], told["VersionId"]) == (9, old)


def test_refusals_carry_awss_codes(where: Live, bucket: str) -> None:
    s3 = where.client("s3")
    s3.put_object(Bucket=bucket, Key="k", Body=b"")
    named = {"Bucket": bucket, "Key": "k"}
    assert refusal(s3.get_object, **named, VersionId=_GONE)["Error"]["Code"] == "NoSuchVersion"
    error = refusal(s3.get_object, **named, VersionId="bogus")["Error"]
    assert (error["Code"], error["Message"]) == ("InvalidArgument", "Invalid version id specified")
    assert (error["ArgumentName"], error["ArgumentValue"]) == ("versionId", "bogus")
    error = refusal(s3.put_bucket_versioning, Bucket=bucket, VersioningConfiguration={"Status": "enabled"})["Error"]
    assert error["Code"] == "MalformedXML"
    error = refusal(s3.put_bucket_versioning, Bucket=bucket, VersioningConfiguration={})["Error"]
    assert (error["Code"], error["Message"]) == (
        "IllegalVersioningConfigurationException",
        "The Versioning element must be specified",
    )
    both = {"Status": "Enabled", "MFADelete": "Enabled"}
    error = refusal(s3.put_bucket_versioning, Bucket=bucket, VersioningConfiguration=both)["Error"]
    assert error["Code"] == "NotImplemented"


def test_tags_of_an_object(where: Live, bucket: str) -> None:
    s3, named = where.client("s3"), {"Bucket": bucket, "Key": _KEY}
    old = s3.put_object(**named, Body=b"x", Tagging="team=blue")["VersionId"]
    new = s3.put_object(**named, Body=b"y")["VersionId"]
    assert s3.get_object_tagging(**named)["TagSet"] == []
    tags = [{"Key": "部門", "Value": "経理"}, {"Key": "empty", "Value": ""}]
    assert s3.put_object_tagging(**named, Tagging={"TagSet": tags})["VersionId"] == new
    assert s3.get_object_tagging(**named)["TagSet"] == tags
    assert s3.head_object(**named)["TagCount"] == 2
    got = s3.get_object_tagging(**named, VersionId=old)
    assert (got["TagSet"], got["VersionId"]) == ([{"Key": "team", "Value": "blue"}], old)
    assert s3.delete_object_tagging(**named, VersionId=old)["VersionId"] == old
    assert s3.get_object_tagging(**named, VersionId=old)["TagSet"] == []
    eleven = [{"Key": f"k{n}", "Value": ""} for n in range(11)]
    refused = refusal(s3.put_object_tagging, **named, Tagging={"TagSet": eleven})
    assert refused["Error"]["Code"] == "InvalidTag"
    marker = s3.delete_object(**named)["VersionId"]
    error = refusal(s3.get_object_tagging, **named, VersionId=marker)["Error"]
    assert (error["Code"], error["ResourceType"]) == ("MethodNotAllowed", "DeleteMarker")


def test_a_presigned_url_names_a_version(live: Live) -> None:
    s3, bucket = live.client("s3", signature_version="s3v4"), f"parity-{secrets.token_hex(6)}"
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    old = s3.put_object(Bucket=bucket, Key=_KEY, Body=b"old")["VersionId"]
    new = s3.put_object(Bucket=bucket, Key=_KEY, Body=b"new")["VersionId"]
    url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": _KEY, "VersionId": old})
    with urllib.request.urlopen(url) as answer:
        assert (answer.read(), answer.headers["x-amz-version-id"]) == (b"old", old)
    with pytest.raises(urllib.error.HTTPError, match="403"):  # the version is signed, too
        urllib.request.urlopen(url.replace(old, new))
