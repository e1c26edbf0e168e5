"""The key-file root: private from its first byte, and refused in one line when it is not right."""

from pathlib import Path

import pytest

from sealcanvas.roots.errors import RootUnavailable
from sealcanvas.roots.key_file import create_key_file, open_key_file


def test_a_new_key_is_private_and_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "root.key"
    made = create_key_file(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert open_key_file(path) == made


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    create_key_file(tmp_path / "root.key")
    with pytest.raises(RootUnavailable, match="cannot be made"):
        create_key_file(tmp_path / "root.key")


def test_what_is_wrong_is_told(tmp_path: Path) -> None:
    with pytest.raises(RootUnavailable, match="no root key"):
        open_key_file(tmp_path / "missing")
    short = tmp_path / "short"
    short.write_bytes(b"x" * 31)
    short.chmod(0o600)
    with pytest.raises(RootUnavailable, match="not 32 bytes"):
        open_key_file(short)
    short.chmod(0o644)
    with pytest.raises(RootUnavailable, match="others may read"):
        open_key_file(short)
    link = tmp_path / "link"
    link.symlink_to(short)
    with pytest.raises(RootUnavailable, match="cannot be read"):
        open_key_file(link)
