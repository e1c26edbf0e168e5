"""Listings against a model that sorts and cuts a plain list; the sorted keys against a set."""

import secrets
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, insert

from sealcanvas.s3 import errors, key_index, keys_in_pieces, record, sorted_keys
from sealcanvas.s3.bucket import Bucket, find_bucket
from sealcanvas.s3.key_changes import Presence, key_changes
from sealcanvas.s3.listing import list_page
from sealcanvas.s3.sorted_keys import SortedKeys
from sealcanvas.s3.state import state_of
from sealcanvas.s3.tables import objects
from sealcanvas.server.compose import open_instance
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT, REGION
from tests.unit.s3.conftest import BUCKET, Client

KEYS = st.text(st.sampled_from("ab/日\ud7ff\ue000\U0010ffff"), min_size=1, max_size=6)


def model(keys: set[str], prefix: str, delimiter: str) -> list[tuple[str, bool]]:
    """Every entry of a listing: keys, and common prefixes once each, in order."""
    entries: list[tuple[str, bool]] = []
    for key in sorted(keys, key=str.encode):
        if not key.startswith(prefix):
            continue
        at = key.find(delimiter, len(prefix)) if delimiter else -1
        entry = (key, False) if at < 0 else (key[: at + len(delimiter)], True)
        if not entries or entries[-1] != entry:
            entries.append(entry)
    return entries


@settings(deadline=None)
@given(
    keys=st.sets(KEYS, max_size=30),
    prefix=st.text(st.sampled_from("ab/\U0010ffff"), max_size=2),
    delimiter=st.sampled_from(["", "/", "b", "//", "\U0010ffff"]),
    limit=st.integers(1, 5),
)
def test_pages_are_those_of_the_model(keys: set[str], prefix: str, delimiter: str, limit: int) -> None:
    ordered, found = SortedKeys(keys), []
    after, group = "", False
    for _ in range(40):
        page = list_page(ordered, prefix=prefix, delimiter=delimiter, after=after, skip_group=group, limit=limit)
        assert len(page.keys) + len(page.groups) <= limit
        found += sorted(
            [*((k, False) for k in page.keys), *((g, True) for g in page.groups)], key=lambda e: e[0].encode()
        )
        if not page.truncated:
            break
        assert page.last is not None
        after, group = page.last, page.last_is_group
    assert found == model(keys, prefix, delimiter)


@settings(deadline=None)
@given(keys=st.sets(KEYS, max_size=30), after=KEYS)
def test_start_after_is_any_string(keys: set[str], after: str) -> None:
    page = list_page(SortedKeys(keys), after=after, limit=1000)
    assert page.keys == sorted(key for key in keys if key > after)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.booleans(), KEYS), max_size=60), bound=KEYS)
def test_sorted_keys_are_a_sorted_set(
    monkeypatch: pytest.MonkeyPatch, changes: list[tuple[bool, str]], bound: str
) -> None:
    monkeypatch.setattr(sorted_keys, "_CHUNK", 2)
    keys, plain = SortedKeys(["b", "a"]), {"a", "b"}
    for add, key in changes:
        if add:
            keys.add(key)
            plain.add(key)
        else:
            keys.discard(key)
            plain.discard(key)
    assert list(keys.walk("", after=False)) == sorted(plain)
    assert list(keys.walk(bound, after=True)) == sorted(key for key in plain if key > bound)
    assert list(keys.walk(bound, after=False)) == sorted(key for key in plain if key >= bound)
    assert len(keys) == len(plain)


@pytest.fixture
def tree(root: Client) -> Client:
    for key in ("a/1", "a/2", "b", "c/x/1", "日本/表 1.csv"):
        root.put(key)
    return root


def pages(client: Client, **members: Any) -> list[list[str]]:
    """Every page of a version 2 listing, keys and common prefixes."""
    found: list[list[str]] = []
    token: dict[str, str] = {}
    while True:
        page = client.list_objects_v2(**members, **token)
        found.append([e["Key"] for e in page["Contents"]] + [e["Prefix"] for e in page["CommonPrefixes"]])
        assert page["KeyCount"] == len(found[-1])
        if not page["IsTruncated"]:
            return found
        token = {"ContinuationToken": page["NextContinuationToken"]}


def test_version_2(tree: Client) -> None:
    assert pages(tree) == [["a/1", "a/2", "b", "c/x/1", "日本/表 1.csv"]]
    assert pages(tree, MaxKeys=2) == [["a/1", "a/2"], ["b", "c/x/1"], ["日本/表 1.csv"]]
    assert pages(tree, Delimiter="/", MaxKeys=1) == [["a/"], ["b"], ["c/"], ["日本/"]]
    assert pages(tree, Prefix="c/", Delimiter="/") == [["c/x/"]]
    assert pages(tree, StartAfter="a/1", MaxKeys=3) == [["a/2", "b", "c/x/1"], ["日本/表 1.csv"]]
    assert pages(tree, Prefix="zz") == [[]]
    entry = tree.list_objects_v2(Prefix="b", FetchOwner=True)["Contents"][0]
    assert entry["Size"] == 4
    assert entry["StorageClass"] == "STANDARD"
    assert len(entry["Owner"]["ID"]) == 64
    assert "Owner" not in tree.list_objects_v2(Prefix="b")["Contents"][0]


def test_version_1(tree: Client) -> None:
    page = tree.list_objects(Delimiter="/", MaxKeys=1)
    assert (page["CommonPrefixes"], page["NextMarker"]) == ([{"Prefix": "a/"}], "a/")
    page = tree.list_objects(Delimiter="/", Marker="a/", MaxKeys=1)
    assert [entry["Key"] for entry in page["Contents"]] == ["b"]
    page = tree.list_objects(Marker="a/1", MaxKeys=2)
    assert [entry["Key"] for entry in page["Contents"]] == ["a/2", "b"]
    assert "NextMarker" not in page


def test_names_are_encoded_where_asked(tree: Client) -> None:
    page = tree.list_objects_v2(EncodingType="url", Prefix="日本/")
    assert page["Contents"][0]["Key"] == "%E6%97%A5%E6%9C%AC/%E8%A1%A8%201.csv"
    assert unquote(page["Prefix"]) == "日本/"
    with pytest.raises(errors.InvalidArgument):
        tree.list_objects_v2(EncodingType="base64")


@pytest.mark.parametrize("members", [{"ContinuationToken": "bogus"}, {"ContinuationToken": ""}, {"MaxKeys": -1}])
def test_listings_that_are_refused(tree: Client, members: dict[str, Any]) -> None:
    with pytest.raises(errors.InvalidArgument):
        tree.list_objects_v2(**members)


def test_no_keys_are_a_whole_page(tree: Client) -> None:
    page = tree.list_objects_v2(MaxKeys=0)
    assert (page["Contents"], page["IsTruncated"], page["KeyCount"]) == ([], False, 0)


def test_the_index_follows_puts_and_deletes(tree: Client, instance: Instance) -> None:
    pages(tree)
    index = next(iter(state_of(instance).indexes.values()))
    tree.put("aa")
    tree.put("aa")
    tree.delete_object(Key="b")
    assert pages(tree) == [["a/1", "a/2", "aa", "c/x/1", "日本/表 1.csv"]]
    assert next(iter(state_of(instance).indexes.values())) is index


def test_an_index_that_missed_a_change_is_built_again(tree: Client, instance: Instance) -> None:
    pages(tree)
    index = next(iter(state_of(instance).indexes.values()))
    # As after a commit that failed, or another process's write: the row's stamp is not the index's.
    index.keys.add("ghost")
    index.stamp = "another"
    assert pages(tree) == [["a/1", "a/2", "b", "c/x/1", "日本/表 1.csv"]]


def test_an_undone_write_leaves_no_trace_in_listings(tree: Client, instance: Instance) -> None:
    pages(tree)

    def write_and_fail() -> None:
        with instance.database.transaction():
            tree.put("ghost")
            tree.delete_object(Key="b")
            raise RuntimeError("undo")

    with pytest.raises(RuntimeError, match="undo"):
        write_and_fail()
    assert pages(tree) == [["a/1", "a/2", "b", "c/x/1", "日本/表 1.csv"]]
    assert tree.get("b") == b"data"
    state_of(instance).reaper.sweep()
    assert tree.get("b") == b"data"


def test_names_are_not_visible_in_the_database(tree: Client, instance: Instance) -> None:
    with instance.database.read() as connection:
        raw = connection.exec_driver_sql(f"SELECT * FROM {objects.name}").all()
    assert not any("日本".encode() in bytes(value) for row in raw for value in row if isinstance(value, bytes))
    assert not any("日本" in value for row in raw for value in row if isinstance(value, str))
    assert BUCKET in {entry["Name"] for entry in tree.list_buckets()["Buckets"]}


def reads_of_all_keys(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for every time that an index is made anew."""
    made: list[int] = []
    original = key_index.KeyIndex.__init__

    def counting(self: key_index.KeyIndex, *arguments: Any) -> None:
        original(self, *arguments)
        made.append(len(self))

    monkeypatch.setattr(key_index.KeyIndex, "__init__", counting)
    return made


def keys_listed(client: Client) -> list[str]:
    return [entry["Key"] for entry in client.list_objects_v2()["Contents"]]


def test_another_processs_changes_are_caught_up_with(
    tree: Client, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = (
        Client(open_instance(instance.home, instance.root, account=ACCOUNT, region=REGION, clock=instance.clock), who)
        for who in (tree.principal, tree.principal)
    )
    made = reads_of_all_keys(monkeypatch)
    before = keys_listed(one)
    assert before == keys_listed(two)
    assert len(made) == 2
    expected = set(before)
    for number in range(30):
        writer, reader = (one, two) if number % 2 else (two, one)
        writer.put(f"n/{number}")
        expected.add(f"n/{number}")
        if number % 3 == 0:
            gone = sorted(expected)[number % len(expected)]
            writer.delete_object(Key=gone)
            expected.discard(gone)
        if number % 5 == 0:
            reader.put(f"n/{number}")  # again, or over the other's
            expected.add(f"n/{number}")
        assert keys_listed(reader) == sorted(expected, key=str.encode)
    assert keys_listed(one) == keys_listed(two) == sorted(expected, key=str.encode)
    assert len(made) == 2
    one.instance.database.close()
    two.instance.database.close()


def test_changes_that_were_taken_back_do_not_show(
    tree: Client, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = keys_listed(tree)
    state = state_of(instance)

    class Undone(Exception):
        pass

    bucket = find_bucket(tree.call, BUCKET)

    def undone() -> None:
        with instance.database.transaction() as connection:
            key_index.key_changed(connection, state.indexes, bucket, "ghost", Presence.ABSENT, Presence.SHOWN)
            raise Undone

    with pytest.raises(Undone):
        undone()
    assert keys_listed(tree) == before
    tree.put("zz")
    assert keys_listed(tree) == sorted([*before, "zz"], key=str.encode)


def test_who_is_too_far_behind_reads_all_keys(
    tree: Client, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = keys_listed(tree)
    made = reads_of_all_keys(monkeypatch)
    index = next(iter(state_of(instance).indexes.values()))
    index.stamp = "another"
    with instance.database.transaction() as connection:
        connection.execute(delete(key_changes))
    assert keys_listed(tree) == before
    assert len(made) == 1


def test_keys_that_come_and_go_while_all_are_read(
    tree: Client, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = keys_listed(tree)
    state_of(instance).indexes.clear()
    monkeypatch.setattr("sealcanvas.s3.keys_in_pieces._BATCH", 2)
    original, todo = keys_in_pieces.keys_in_pieces, ["aa", before[-1], "zz"]

    def meanwhile(*arguments: Any) -> Iterator[tuple[str, bool]]:
        for found in original(*arguments):
            yield found
            if todo:
                tree.put(todo.pop())
                if before[0] in keys_there:
                    keys_there.discard(before[0])
                    tree.delete_object(Key=before[0])

    keys_there = set(before)
    monkeypatch.setattr(key_index, "keys_in_pieces", meanwhile)
    made = reads_of_all_keys(monkeypatch)
    assert keys_listed(tree) == sorted([*before[1:], "aa", "zz"], key=str.encode)
    assert len(made) == 1


def fill(instance: Instance, bucket: Bucket, count: int) -> None:
    """More rows like the one that is there; their blobs are not, and no listing reads one."""
    with instance.database.transaction() as connection:
        like = dict(connection.execute(objects.select().limit(1)).mappings().one())
        for name in ("version_id", "blob_id", "key_index", "key"):
            del like[name]
        connection.execute(
            insert(objects),
            [
                {**like, "version_id": secrets.token_hex(16), "blob_id": secrets.token_hex(16)}
                | {"key_index": (key := f"{number % 7}/{secrets.token_hex(8)}"), "key": key}
                for number in range(count)
            ],
        )
    state_of(instance).indexes.pop(bucket.bucket_id, None)


class Cost:
    """Counts, within a block, the statements of a listing, the rows it opens and the keys it looks at."""

    def __init__(self, instance: Instance) -> None:
        self.statements = self.rows = self.walked = 0
        self._engine = instance.database.engine
        self._patch = pytest.MonkeyPatch()

    def __enter__(self) -> None:
        walk, to_object = SortedKeys.walk, record.to_object

        def walking(keys: SortedKeys, bound: str, *, after: bool) -> Iterator[str]:
            for key in walk(keys, bound, after=after):
                self.walked += 1
                yield key

        def opening(row: Any) -> Any:
            self.rows += 1
            return to_object(row)

        self._patch.setattr(SortedKeys, "walk", walking)
        # The package has an operation of the module's name.
        self._patch.setattr(sys.modules["sealcanvas.s3.list_objects"], "to_object", opening)
        event.listen(self._engine, "before_cursor_execute", self._statement)

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._statement)
        self._patch.undo()

    def _statement(self, *_: Any) -> None:
        self.statements += 1


def test_a_page_costs_the_same_in_a_larger_bucket(root: Client, instance: Instance) -> None:
    """Held by what is counted, not by the clock: statements, rows that come back, keys that are looked at."""
    costs = []
    root.put("first")
    for count in (1_000, 9_000):
        fill(instance, find_bucket(root.call, BUCKET), count)
        root.list_objects_v2(MaxKeys=1)
        page, token = Cost(instance), root.list_objects_v2(MaxKeys=500)["NextContinuationToken"]
        with page:
            answer = root.list_objects_v2(MaxKeys=100, ContinuationToken=token)
        assert answer["KeyCount"] == 100
        costs.append(page)
    small, large = costs
    assert large.statements == small.statements
    assert large.rows == small.rows
    assert large.walked <= small.walked + 1
