"""Blobs: whole or not at all, found by id only."""

from pathlib import Path

import pytest

from sealcanvas.storage.blobs import BlobFolder


def test_a_blob_exists_once_it_is_published(tmp_path: Path) -> None:
    folder = BlobFolder(tmp_path / "objects")
    writer = folder.create()
    writer.file.write(b"sealed")
    assert list(folder.ids()) == []
    writer.publish()
    assert list(folder.ids()) == [writer.blob_id]
    with folder.open(writer.blob_id) as file:
        assert file.read() == b"sealed"
    folder.delete(writer.blob_id)
    folder.delete(writer.blob_id)
    assert list(folder.ids()) == []


def test_what_was_being_written_is_forgotten(tmp_path: Path) -> None:
    folder = BlobFolder(tmp_path / "objects")
    discarded, interrupted = folder.create(), folder.create()
    discarded.discard()
    interrupted.file.close()
    assert folder.clear_incoming() == 1
    assert list(folder.ids()) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 32, "a" * 31, "a" * 33, "a/" * 16])
def test_only_ids_are_paths(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a blob id"):
        BlobFolder(tmp_path).path(name)
