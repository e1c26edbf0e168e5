"""ListObjectVersions on the wire: one list from top to bottom, which SDKs read as two."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import botocore.session
import pytest
from botocore.parsers import create_parser

from sealcanvas.wire.model import load
from sealcanvas.wire.serialize import serialize

_START = datetime(2026, 11, 27, tzinfo=UTC)


def entry(key: str, second: int, *, latest: bool = False) -> dict[str, Any]:
    at = _START + timedelta(seconds=second)
    return {"Key": key, "VersionId": f"{key}{second}", "IsLatest": latest, "LastModified": at}


def body(**members: Any) -> bytes:
    return serialize(load("s3").operations["ListObjectVersions"], members, "request").body


def test_versions_and_markers_are_mixed_by_key_the_newest_first() -> None:
    made = body(
        Name="b",
        Versions=[entry("a", 3), entry("a", 1), entry("b", 5, latest=True), entry("日", 2)],
        DeleteMarkers=[entry("a", 4, latest=True), entry("a", 2), entry("c", 1, latest=True), entry("日", 9)],
    ).decode()
    found = re.findall(r"<(Version|DeleteMarker)>.*?<VersionId>(.*?)</VersionId>", made)
    assert found == [
        ("DeleteMarker", "a4"),
        ("Version", "a3"),
        ("DeleteMarker", "a2"),
        ("Version", "a1"),
        ("Version", "b5"),
        ("DeleteMarker", "c1"),
        ("DeleteMarker", "日9"),
        ("Version", "日2"),
    ]
    shape = botocore.session.Session().get_service_model("s3").operation_model("ListObjectVersions").output_shape
    response = {"body": made.encode(), "headers": {}, "status_code": 200}
    parsed = create_parser("rest-xml").parse(response, shape)
    assert [each["VersionId"] for each in parsed["Versions"]] == ["a3", "a1", "b5", "日2"]
    assert [each["VersionId"] for each in parsed["DeleteMarkers"]] == ["a4", "a2", "c1", "日9"]


def test_encoded_keys_stand_where_the_keys_do() -> None:
    made = body(EncodingType="url", Versions=[entry("a", 1)], DeleteMarkers=[entry("%E6%97%A5", 1)]).decode()
    assert made.index("<Version>") < made.index("<DeleteMarker>")


def test_an_empty_page_has_no_entries() -> None:
    made = body(Name="b", Versions=[], DeleteMarkers=[], IsTruncated=False).decode()
    assert "<Version>" not in made
    assert made.startswith("<?xml")
    assert "<ListVersionsResult xmlns=" in made


def test_members_that_the_model_lacks_are_refused() -> None:
    with pytest.raises(KeyError):
        body(Nonsense=1)
    with pytest.raises(KeyError):
        body(Versions=[{**entry("a", 1), "Nonsense": 1}])
