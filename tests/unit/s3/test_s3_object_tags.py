"""Tags of objects: their operations, rules and permissions."""

from collections.abc import Callable
from typing import Any

import pytest

from sealcanvas.s3 import errors
from tests.unit.s3.conftest import BUCKET, Client, allow
from tests.unit.s3.test_s3_versions import versioning


def tag_set(**tags: str) -> dict[str, Any]:
    return {"TagSet": [{"Key": key, "Value": value} for key, value in tags.items()]}


def tags_of(client: Client, key: str = "a", **members: Any) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in client.get_object_tagging(Key=key, **members)["TagSet"]}


def test_tags_are_put_read_and_removed(root: Client) -> None:
    before = root.put("a", b"data", Tagging="team=blue")
    assert tags_of(root) == {"team": "blue"}
    assert root.put_object_tagging(Key="a", Tagging=tag_set(部門="経理", empty="")) == {}
    assert tags_of(root) == {"部門": "経理", "empty": ""}
    head = root.head_object(Key="a")
    assert (head["TagCount"], head["ETag"]) == (2, before["ETag"])
    assert root.get("a") == b"data"
    root.delete_object_tagging(Key="a")
    assert tags_of(root) == {}
    assert "TagCount" not in root.get_object(Key="a")
    root.delete_object_tagging(Key="a")
    root.put_object_tagging(Key="a", Tagging={"TagSet": []})
    assert tags_of(root) == {}
    with pytest.raises(errors.NoSuchKey):
        root.get_object_tagging(Key="b")
    with pytest.raises(errors.NoSuchKey):
        root.put_object_tagging(Key="b", Tagging=tag_set(a="b"))


def test_each_version_has_tags_of_its_own(root: Client) -> None:
    versioning(root, "Enabled")
    old = root.put("a", b"1", Tagging="n=1")["VersionId"]
    new = root.put("a", b"2", Tagging="n=2")["VersionId"]
    assert root.put_object_tagging(Key="a", Tagging=tag_set(n="3")) == {"VersionId": new}
    assert root.put_object_tagging(Key="a", VersionId=old, Tagging=tag_set(n="0")) == {"VersionId": old}
    assert root.get_object_tagging(Key="a", VersionId=old)["VersionId"] == old
    assert (tags_of(root), tags_of(root, VersionId=old)) == ({"n": "3"}, {"n": "0"})
    assert root.delete_object_tagging(Key="a", VersionId=old) == {"VersionId": old}
    assert (tags_of(root), tags_of(root, VersionId=old)) == ({"n": "3"}, {})
    assert len(root.list_object_versions()["Versions"]) == 2
    marker = root.delete_object(Key="a")["VersionId"]
    for members in ({}, {"VersionId": marker}):
        for method, attempt, more in (
            ("GET", root.get_object_tagging, {}),
            ("PUT", root.put_object_tagging, {"Tagging": tag_set(a="b")}),
            ("DELETE", root.delete_object_tagging, {}),
        ):
            with pytest.raises(errors.MethodNotAllowed) as refused:
                attempt(Key="a", **members, **more)
            assert refused.value.members == {"Method": method, "ResourceType": "DeleteMarker"}


@pytest.mark.parametrize(
    "tagging",
    [
        tag_set(**{f"k{n}": "v" for n in range(11)}),
        tag_set(**{"k" * 129: "v"}),
        tag_set(k="v" * 257),
        tag_set(**{"": "v"}),
        tag_set(**{"aws:x": "v"}),
        tag_set(**{"a,b": "v"}),
        tag_set(k="\x00"),
        {"TagSet": [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]},
    ],
)
def test_tags_that_break_the_rules(root: Client, tagging: dict[str, Any]) -> None:
    root.put("a", Tagging="kept=yes")
    with pytest.raises(errors.InvalidTag):
        root.put_object_tagging(Key="a", Tagging=tagging)
    assert tags_of(root) == {"kept": "yes"}


def test_as_many_and_as_long_as_may_be(root: Client) -> None:
    root.put("a")
    tags = {f"{n}".rjust(128, "é"): "値" * 256 for n in range(10)}
    root.put_object_tagging(Key="a", Tagging=tag_set(**tags))
    assert tags_of(root) == tags
    with pytest.raises(errors.MalformedXML):
        root.put_object_tagging(Key="a", Tagging={})


def test_the_header_has_the_form_of_a_query(root: Client) -> None:
    root.put("a", Tagging="key1&key2=&%E9%83%A8=a%20b+c")
    assert tags_of(root) == {"key1": "", "key2": "", "部": "a b c"}
    for bad in ("key1=val1,key2=val2", "a=1&a=2", "a=%FF", "&"):
        with pytest.raises(errors.InvalidArgument, match="x-amz-tagging"):
            root.put("a", Tagging=bad)


def test_a_copy_keeps_or_replaces_tags(root: Client) -> None:
    root.put("a", Tagging="team=blue")
    root.copy_object(Key="b", CopySource=f"{BUCKET}/a")
    root.copy_object(Key="c", CopySource=f"{BUCKET}/a", TaggingDirective="REPLACE", Tagging="team=red")
    root.copy_object(Key="d", CopySource=f"{BUCKET}/a", TaggingDirective="REPLACE")
    assert [tags_of(root, key) for key in "bcd"] == [{"team": "blue"}, {"team": "red"}, {}]
    with pytest.raises(errors.InvalidArgument):
        root.copy_object(Key="e", CopySource=f"{BUCKET}/a", TaggingDirective="MERGE")


def test_permissions(root: Client, as_role: Callable[..., Client]) -> None:
    root.put("a", Tagging="team=blue")
    plain = as_role(allow("s3:GetObject", "s3:PutObject"), name="Plain")
    assert "TagCount" not in plain.head_object(Key="a")
    attempts: list[tuple[Callable[[], object], str]] = [
        (lambda: plain.put("b", Tagging="x=y"), "s3:PutObjectTagging"),
        (lambda: plain.create_multipart_upload(Key="b", Tagging="x=y"), "s3:PutObjectTagging"),
        (lambda: plain.copy_object(Key="b", CopySource=f"{BUCKET}/a"), "s3:GetObjectTagging"),
        (lambda: plain.get_object_tagging(Key="a"), "s3:GetObjectTagging"),
        (lambda: plain.put_object_tagging(Key="a", Tagging=tag_set(x="y")), "s3:PutObjectTagging"),
        (lambda: plain.delete_object_tagging(Key="a"), "s3:DeleteObjectTagging"),
    ]
    for attempt, action in attempts:
        with pytest.raises(errors.AccessDenied, match=action):
            attempt()
    plain.put("b")
    plain.copy_object(Key="b", CopySource=f"{BUCKET}/a", TaggingDirective="REPLACE")
    sees = as_role(allow("s3:GetObject", "s3:GetObjectTagging", "s3:PutObject"), name="Sees")
    assert sees.head_object(Key="a")["TagCount"] == 1
    with pytest.raises(errors.AccessDenied, match="s3:PutObjectTagging"):
        sees.copy_object(Key="b", CopySource=f"{BUCKET}/a")


def test_tags_as_conditions(root: Client, as_role: Callable[..., Client]) -> None:
    root.put("a", Tagging="team=blue")
    root.put("b", Tagging="team=red")
    tagging = ("s3:GetObjectTagging", "s3:PutObjectTagging", "s3:DeleteObjectTagging")
    blue = as_role(
        allow(
            *tagging,
            StringEquals={"s3:ExistingObjectTag/team": "blue"},
            StringEqualsIfExists={"s3:RequestObjectTag/stage": ["raw", "done"]},
        ),
        name="Blue",
    )
    assert tags_of(blue) == {"team": "blue"}
    blue.put_object_tagging(Key="a", Tagging=tag_set(team="blue", stage="done"))
    beyond: list[Callable[[], object]] = [
        lambda: blue.put_object_tagging(Key="a", Tagging=tag_set(team="blue", stage="other")),
        lambda: blue.get_object_tagging(Key="b"),
        lambda: blue.put_object_tagging(Key="b", Tagging=tag_set(team="blue")),
        lambda: blue.delete_object_tagging(Key="b"),
    ]
    for attempt in beyond:
        with pytest.raises(errors.AccessDenied):
            attempt()
    keys: dict[str, Any] = {"ForAllValues:StringEquals": {"s3:RequestObjectTagKeys": ["stage"]}}
    only = as_role(allow("s3:PutObject"), {**allow("s3:PutObjectTagging"), "Condition": keys}, name="Only")
    only.put("c", Tagging="stage=raw")
    with pytest.raises(errors.AccessDenied):
        only.put("c", Tagging="stage=raw&team=blue")
    with pytest.raises(errors.AccessDenied):
        only.put_object_tagging(Key="c", Tagging=tag_set(team="blue"))
    assert tags_of(root, "c") == {"stage": "raw"}
