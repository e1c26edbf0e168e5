"""Blobs in an outer store: whole or not at all, in pieces, never hanging, never another instance's."""

import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sealcanvas.storage.blob_store import BlobsUnavailable
from sealcanvas.storage.outer import reader, writer
from sealcanvas.storage.outer.address import OuterAddress
from sealcanvas.storage.outer.claim import Claimed, claim_store, look_blank
from sealcanvas.storage.outer.connection import Connection
from sealcanvas.storage.outer.store import OuterBlobs
from tests.support.outer import ENVIRONMENT, LoopbackBlobs, OuterServer, outer_server

SMALL = 1 << 10


@pytest.fixture(scope="module")
def outer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OuterServer]:
    with outer_server(tmp_path_factory.mktemp("outer")) as server:
        yield server


@pytest.fixture
def store(outer: OuterServer, tmp_path: Path) -> LoopbackBlobs:
    return outer.blobs(tmp_path / "notes")


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "PIECE_SIZE", SMALL)
    monkeypatch.setattr(reader, "PIECE_SIZE", SMALL)


def pattern(size: int) -> bytes:
    return bytes((i * 7 + i // 251) % 256 for i in range(size))


def write(store: OuterBlobs, content: bytes, step: int = 300) -> str:
    blob = store.create()
    for start in range(0, len(content), step):
        assert blob.file.write(content[start : start + step]) == len(content[start : start + step])
    blob.publish()
    return blob.blob_id


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("size", [1, SMALL - 1, SMALL, SMALL + 1, 3 * SMALL, 5 * SMALL + 17])
@pytest.mark.parametrize("step", [300, 7 * SMALL])
def test_a_blob_comes_back_whatever_its_size(store: LoopbackBlobs, size: int, step: int) -> None:
    content = pattern(size)
    blob_id = write(store, content, step)
    assert list(store.ids()) == [blob_id]
    assert store.size(blob_id) == size
    with store.open(blob_id) as file:
        assert file.seek(0, 2) == size
        assert file.seek(0) == 0
        assert b"".join(iter(lambda: file.read(777), b"")) == content
        for at in (0, size // 2, max(size - 3, 0)):
            file.seek(at)
            assert file.read(2) == content[at : at + 2]
        file.seek(size + 5)
        assert file.read(1) == b""
    store.delete(blob_id)
    store.delete(blob_id)
    assert list(store.everything()) == []
    with pytest.raises(FileNotFoundError):
        store.open(blob_id)


@pytest.mark.usefixtures("small_pieces")
def test_nothing_exists_before_it_is_published(store: LoopbackBlobs) -> None:
    blob = store.create()
    blob.file.write(pattern(3 * SMALL + 1))
    assert list(store.ids()) == []
    with pytest.raises(FileNotFoundError):
        store.open(blob.blob_id)
    assert store.unsettled() == [blob.blob_id]
    blob.discard()
    assert list(store.everything()) == []


@pytest.mark.usefixtures("small_pieces")
def test_an_upload_gives_signs_of_life_and_is_not_published_once_it_was_taken_for_abandoned(
    store: LoopbackBlobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = store.create()
    note = store.incoming / blob.blob_id
    os.utime(note, (1, 1))
    blob.file.write(b"a")
    assert note.stat().st_mtime == 1  # not at every byte
    monkeypatch.setattr(writer, "_BEAT", 0.0)
    blob.file.write(b"b")
    assert note.stat().st_mtime > time.time() - 60
    store.delete(blob.blob_id)  # as gc does
    with pytest.raises(BlobsUnavailable, match="stood still"):
        blob.publish()
    assert blob.blob_id not in set(store.ids())


def test_what_a_crash_left_is_found_by_its_note(store: LoopbackBlobs) -> None:
    kept = write(store, pattern(10))
    store.settle([kept])
    blob = store.create()
    blob.file.write(pattern(4 * SMALL))
    while blob._under_way:
        blob._wait(0)
    found = {each.blob_id: each.whole for each in store.everything()}
    assert found == {kept: True, blob.blob_id: False}
    assert list(store.left_behind()) == [blob.blob_id]
    store.delete(blob.blob_id)
    assert [each.blob_id for each in store.everything()] == [kept]
    assert list(store.left_behind()) == []


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("piece", [0, 1, 2])
def test_a_piece_that_is_not_taken_is_told_and_leaves_nothing(
    store: LoopbackBlobs, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    put = Connection.put

    def failing(self: Connection, name: str, data: bytes) -> None:
        if name.endswith(f"/{piece:04d}"):
            raise BlobsUnavailable("down")
        put(self, name, data)

    blob = store.create()

    def write_all() -> None:
        for _ in range(5):
            blob.file.write(pattern(SMALL))
        blob.publish()

    with monkeypatch.context() as patch:
        patch.setattr(Connection, "put", failing)
        with pytest.raises(BlobsUnavailable):
            write_all()
    blob.discard()
    assert list(store.everything()) == []


def test_a_store_that_is_down_is_told_in_time_and_without_secrets(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as taken:  # bound, not listening: every connection is refused
        taken.bind(("127.0.0.1", 0))
        address = OuterAddress.parse(f"s3://bucket?endpoint=http://127.0.0.1:{taken.getsockname()[1]}")
        store = OuterBlobs(address, tmp_path, ENVIRONMENT)
        asked: list[Callable[[], object]] = [
            lambda: store.open("0" * 32),
            lambda: list(store.ids()),
            lambda: store.delete("0" * 32),
            lambda: write(store, b"x"),
        ]
        for ask in asked:
            began = time.monotonic()
            with pytest.raises(BlobsUnavailable):
                ask()
            assert time.monotonic() - began < 20
    assert "the blob store did not take PUT" in caplog.text
    for secret in ENVIRONMENT.values():
        assert secret not in caplog.text
        assert secret not in repr(store)


def test_wrong_credentials_are_no_missing_blob(outer: OuterServer, tmp_path: Path) -> None:
    wrong = ENVIRONMENT | {"SEALCANVAS_BLOBS_SECRET_ACCESS_KEY": "wrong-wrong-wrong-wrong"}
    with pytest.raises(BlobsUnavailable, match="403"):
        OuterBlobs(outer.address(), tmp_path, wrong).open("0" * 32)


def test_the_environment_for_our_own_clients_does_not_lead_astray(
    outer: OuterServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN", "ENDPOINT_URL"):
        monkeypatch.setenv(f"AWS_{name}", "http://127.0.0.1:1")
    write(outer.blobs(tmp_path), b"x")


def test_a_store_is_one_instances(store: LoopbackBlobs) -> None:
    look_blank(store)
    with pytest.raises(Claimed, match="not the one"):
        claim_store(store, "a" * 32, fresh=False)
    claim_store(store, "a" * 32, fresh=True)
    claim_store(store, "a" * 32, fresh=False)
    assert list(store.everything()) == []
    for fresh in (True, False):
        with pytest.raises(Claimed, match="another instance"):
            claim_store(store, "b" * 32, fresh=fresh)
    with pytest.raises(Claimed, match="not empty"):
        look_blank(store)


def test_a_piece_that_is_too_large_is_not_taken_into_memory(
    store: LoopbackBlobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob_id = write(store, pattern(5000))
    monkeypatch.setattr("sealcanvas.storage.outer.connection.PIECE_SIZE", 4000)
    with pytest.raises(BlobsUnavailable, match="5000 bytes"):
        store.open(blob_id)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 32])
def test_only_ids_are_names(store: LoopbackBlobs, name: str) -> None:
    for ask in (store.open, store.delete, store.size):
        with pytest.raises(ValueError, match="not a blob id"):
            ask(name)
