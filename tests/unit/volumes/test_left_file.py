"""Whatever a worker leaves where a file is expected, the server neither waits for it nor follows it."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from sealcanvas.crypto.secret import Secret
from sealcanvas.service.call import Call
from sealcanvas.volumes import left_file
from sealcanvas.volumes.left_file import NotAFile, only_file_in, open_left
from sealcanvas.volumes.store_volume import admit, create_store_volume, incoming_path, new_file_id

OWNER = "arn:aws:forecast:us-east-1:111122223333:dataset/d"


def a_socket(path: Path) -> None:
    os.mknod(path, stat.S_IFSOCK | 0o600)  # binding one has a shorter bound for paths


def a_link(path: Path) -> None:
    (path.parent.parent / "elsewhere").write_bytes(b"x")
    path.symlink_to(path.parent.parent / "elsewhere")


ODD: list[Callable[[Path], None]] = [os.mkfifo, a_socket, a_link, Path.mkdir]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "volume"
    made.mkdir()
    return made


@pytest.mark.timeout(10)
@pytest.mark.parametrize("make", ODD)
def test_what_is_no_file_is_refused_at_once(folder: Path, make: Callable[[Path], None]) -> None:
    make(folder / "f")
    with pytest.raises(NotAFile):
        open_left(folder / "f")
    with pytest.raises(NotAFile):
        only_file_in(folder, 100)


@pytest.mark.timeout(10)
@pytest.mark.parametrize("make", ODD)
def test_a_store_volume_admits_no_such_thing(root: Call, key: str, make: Callable[[Path], None]) -> None:
    volume, file_id = create_store_volume(root, OWNER, key), new_file_id()
    left = incoming_path(root.instance, file_id)
    left.parent.mkdir(parents=True, exist_ok=True)
    make(left)
    with pytest.raises(NotAFile):
        admit(root.instance, volume, Secret.random(32), "rows", file_id)


def test_the_one_file_is_read_and_what_is_being_written_does_not_count(folder: Path) -> None:
    (folder / "f").write_bytes(b"content")
    (folder / "g.incoming").write_bytes(b"more")
    name, content = only_file_in(folder, 7)
    assert (name, content.read()) == ("f", b"content")


def test_more_or_fewer_files_longer_ones_and_no_folder_are_refused(folder: Path) -> None:
    for wanted in (folder, folder / "none"):
        with pytest.raises(NotAFile):
            only_file_in(wanted, 100)
    (folder / "f").write_bytes(b"x" * 101)
    with pytest.raises(NotAFile):
        only_file_in(folder, 100)
    (folder / "g").write_bytes(b"x")
    with pytest.raises(NotAFile):
        only_file_in(folder, 1000)


def test_a_file_that_grows_after_it_was_looked_at_stays_within_the_bound(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "f").write_bytes(b"x")
    opened = open_left

    def then_grows(path: str, at: int | None = None) -> object:
        source = opened(path, at)
        status = os.fstat(source.fileno())
        monkeypatch.setattr(os, "fstat", lambda _: status)
        (folder / "f").write_bytes(b"x" * 200)
        return source

    monkeypatch.setattr(left_file, "open_left", then_grows)
    with pytest.raises(NotAFile):
        only_file_in(folder, 100)


def test_a_folder_that_became_a_link_is_refused(folder: Path) -> None:
    (folder / "f").write_bytes(b"content")
    link = folder.parent / "link"
    link.symlink_to(folder)
    with pytest.raises(NotAFile):
        only_file_in(link, 100)
