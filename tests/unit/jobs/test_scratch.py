"""Scratch: private folders in memory, gone with their supervisor, stale ones too; swap is seen."""

from pathlib import Path

from sealcanvas.jobs.supervision.scratch import Scratch, swap_in_use

_NO_SWAP = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"


def swaps(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "swaps"
    path.write_text(text)
    return path


def test_folders_are_private_and_go(tmp_path: Path) -> None:
    (tmp_path / "shm").mkdir()
    scratch = Scratch(tmp_path / "shm", swaps(tmp_path, _NO_SWAP))
    folder = scratch.make()
    assert folder.stat().st_mode & 0o777 == 0o700
    (folder / "file").write_text("left behind")
    scratch.remove(folder)
    assert not folder.exists()
    left = scratch.make()
    scratch.close()
    assert not left.exists()


def test_swap_is_seen(tmp_path: Path) -> None:
    assert not swap_in_use(swaps(tmp_path, _NO_SWAP))
    assert swap_in_use(swaps(tmp_path, _NO_SWAP + "/dev/sda2  partition  1000  0  -2\n"))
