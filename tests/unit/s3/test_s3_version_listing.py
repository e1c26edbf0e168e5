"""ListObjectVersions against a model that sorts and cuts a plain list, and at a cost that does not grow."""

import secrets
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from sealcanvas.s3 import errors
from sealcanvas.s3.state import state_of
from sealcanvas.service.instance import Instance
from tests.unit.s3.conftest import BUCKET, Client
from tests.unit.s3.test_s3_versions import GONE, versioning

KEYS = st.text(st.sampled_from("ab/日\U0010ffff"), min_size=1, max_size=3)
Entry = tuple[str, str]  # key and version id, or common prefix and ""


def entries(page: dict[str, Any]) -> list[Entry]:
    """The entries of one page in the order that the service lists them: by key, the newest first."""
    found = [(e["Key"], e["VersionId"]) for e in page["Versions"]] + [
        (e["Key"], e["VersionId"]) for e in page["DeleteMarkers"]
    ]
    return found + [(e["Prefix"], "") for e in page["CommonPrefixes"]]


def pages(client: Client, **members: Any) -> list[list[Entry]]:
    found: list[list[Entry]] = []
    markers: dict[str, str] = {}
    while True:
        page = client.list_object_versions(**members, **markers)
        found.append(entries(page))
        if not page["IsTruncated"]:
            assert "NextKeyMarker" not in page
            return found
        markers = {"KeyMarker": page["NextKeyMarker"]}
        if page["NextVersionIdMarker"]:
            markers["VersionIdMarker"] = page["NextVersionIdMarker"]


def model(written: dict[str, list[str]], prefix: str, delimiter: str) -> list[Entry]:
    """Every entry: of each key its versions, the newest first; common prefixes once each."""
    listed: list[Entry] = []
    for key in sorted(written, key=str.encode):
        if not key.startswith(prefix):
            continue
        at = key.find(delimiter, len(prefix)) if delimiter else -1
        if at >= 0:
            group = (key[: at + len(delimiter)], "")
            if not listed or listed[-1] != group:
                listed.append(group)
        else:
            listed += [(key, version) for version in reversed(written[key])]
    return listed


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(st.tuples(st.sampled_from(["put", "put", "delete"]), KEYS), max_size=14),
    asked=st.lists(
        st.tuples(
            st.text(st.sampled_from("ab/"), max_size=2), st.sampled_from(["", "/", "b", "//"]), st.integers(1, 5)
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_pages_are_those_of_the_model(
    root: Client, changes: list[tuple[str, str]], asked: list[tuple[str, str, int]]
) -> None:
    bucket = f"b-{secrets.token_hex(8)}"
    root.create_bucket(Bucket=bucket)
    root.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    written: dict[str, list[str]] = {}
    for what, key in changes:
        operation = root.put_object if what == "put" else root.delete_object
        body = {"Body": b""} if what == "put" else {}
        written.setdefault(key, []).append(operation(Bucket=bucket, Key=key, **body)["VersionId"])
    for prefix, delimiter, limit in asked:
        wanted = model(written, prefix, delimiter)
        found = pages(root, Bucket=bucket, Prefix=prefix, Delimiter=delimiter, MaxKeys=limit)
        assert [len(page) for page in found[:-1]] == [limit] * (len(found) - 1)
        # Versions and markers come in lists of their own: within a page only the sets can be compared.
        cut = [wanted[i : i + limit] for i in range(0, len(wanted), limit)] or [[]]
        assert [set(page) for page in found] == [set(page) for page in cut]
        whole = root.list_object_versions(Bucket=bucket, Prefix=prefix, Delimiter=delimiter)
        order = [entry for entry in wanted if entry in {(e["Key"], e["VersionId"]) for e in whole["Versions"]}]
        assert [(e["Key"], e["VersionId"]) for e in whole["Versions"]] == order
    latest = {e["Key"]: e["VersionId"] for e in whole["Versions"] if e["IsLatest"]}
    assert all(written[key][-1] == version for key, version in latest.items())
    shown = root.list_objects_v2(Bucket=bucket)["Contents"]
    last = {key: what for what, key in changes}
    assert [e["Key"] for e in shown] == sorted((key for key in last if last[key] == "put"), key=str.encode)


def test_an_unversioned_bucket_lists_null_versions(root: Client) -> None:
    root.put("日本/表 1.csv", b"abc", Tagging="a=b")
    page = root.list_object_versions(EncodingType="url", Prefix="日本/", KeyMarker="日")
    [entry] = page["Versions"]
    assert unquote(entry["Key"]) == "日本/表 1.csv"
    assert (entry["VersionId"], entry["IsLatest"], entry["Size"]) == ("null", True, 3)
    assert (unquote(page["Prefix"]), unquote(page["KeyMarker"])) == ("日本/", "日")
    assert (page["Name"], page["MaxKeys"], page["IsTruncated"], page["VersionIdMarker"]) == (BUCKET, 1000, False, "")


def test_markers_that_are_refused(root: Client) -> None:
    for members in (
        {"VersionIdMarker": GONE},
        {"KeyMarker": "a", "VersionIdMarker": "bogus"},
        {"MaxKeys": -1},
        {"EncodingType": "base64"},
    ):
        with pytest.raises(errors.InvalidArgument):
            root.list_object_versions(**members)
    assert root.list_object_versions(MaxKeys=0)["IsTruncated"] is False


def test_a_bucket_is_emptied_page_by_page(root: Client) -> None:
    versioning(root, "Enabled")
    for _ in range(3):
        for key in ("a", "b"):
            root.put(key, b"")
            root.delete_object(Key=key)
    seen = 0
    markers: dict[str, str] = {}
    while True:
        page = root.list_object_versions(MaxKeys=5, **markers)
        seen += len(entries(page))
        for key, version in entries(page):  # the next page's marker among them
            root.delete_object(Key=key, VersionId=version)
        if not page["IsTruncated"]:
            break
        markers = {"KeyMarker": page["NextKeyMarker"], "VersionIdMarker": page["NextVersionIdMarker"]}
    assert seen == 12
    root.delete_bucket()


def test_what_is_deleted_is_not_listed_and_comes_back(root: Client, instance: Instance) -> None:
    versioning(root, "Enabled")
    for key in ("a", "b", "c"):
        root.put(key)
    assert [e["Key"] for e in root.list_objects_v2()["Contents"]] == ["a", "b", "c"]
    marker = root.delete_object(Key="b")["VersionId"]
    index = next(iter(state_of(instance).indexes.values()))
    assert [e["Key"] for e in root.list_objects_v2()["Contents"]] == ["a", "c"]
    assert root.list_objects_v2()["KeyCount"] == 2
    assert [e["Key"] for e in root.list_objects()["Contents"]] == ["a", "c"]
    assert len(entries(root.list_object_versions())) == 4
    root.delete_object(Key="b", VersionId=marker)
    assert [e["Key"] for e in root.list_objects_v2()["Contents"]] == ["a", "b", "c"]
    assert next(iter(state_of(instance).indexes.values())) is index


def test_an_undone_deletion_leaves_no_marker(root: Client, instance: Instance) -> None:
    versioning(root, "Enabled")
    root.put("a")
    root.list_object_versions()

    def delete_and_fail() -> None:
        with instance.database.transaction():
            root.delete_object(Key="a")
            root.put("ghost")
            raise RuntimeError("undo")

    with pytest.raises(RuntimeError, match="undo"):
        delete_and_fail()
    assert [e["Key"] for e in root.list_objects_v2()["Contents"]] == ["a"]
    assert [key for key, _ in entries(root.list_object_versions())] == ["a"]
    assert root.get("a") == b"data"


def test_a_page_costs_the_same_however_many_versions_there_are(root: Client, instance: Instance) -> None:
    versioning(root, "Enabled")
    looks: list[str] = []

    def looks_of(**members: Any) -> int:
        """How often one page looks into the database; each look is limited to what the page still lacks."""
        looks.clear()
        root.list_object_versions(MaxKeys=4, **members)
        assert all("LIMIT" in statement for statement in looks)
        return len(looks)

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "FROM s3_objects" in statement:
            looks.append(statement)

    for key in "abc":
        root.put(key, b"")
    root.list_object_versions()
    event.listen(instance.database.engine, "after_cursor_execute", note)
    assert looks_of() == 1
    for _ in range(30):
        root.put("a", b"")
    for number in range(30):
        root.put(f"b{number}", b"")
    root.list_object_versions()
    assert looks_of() <= 4
    assert looks_of(KeyMarker="a") == 1
