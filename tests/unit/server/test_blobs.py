"""Which store a server works with: chosen once, kept, and never another."""

from pathlib import Path

import pytest

from sealcanvas.server.blobs import chosen_address, outer_blobs, require_blank
from sealcanvas.server.home import Home, HomeError

ADDRESS = "s3://bucket/prefix?endpoint=http://127.0.0.1:1&region=us-east-1&style=path"


def home(tmp_path: Path, **environment: str) -> Home:
    return Home(tmp_path / "state", {"SEALCANVAS_ROOT_KEY": str(tmp_path / "root.key"), **environment})


def test_the_first_start_chooses_and_later_ones_keep(tmp_path: Path) -> None:
    address = chosen_address(home(tmp_path), "s3://bucket/prefix/?endpoint=http://127.0.0.1:1")
    assert address == ADDRESS
    home(tmp_path).create(None, address)
    for again in (None, ADDRESS, "s3://bucket/prefix?style=path&endpoint=http://127.0.0.1:1/"):
        assert chosen_address(home(tmp_path), again) == ADDRESS
    for other in ("s3://bucket/other?endpoint=http://127.0.0.1:1", "gs://bucket/prefix"):
        with pytest.raises(HomeError, match="keeps its objects in s3://bucket/prefix"):
            chosen_address(home(tmp_path), other)


def test_a_state_folder_that_has_its_objects_keeps_them(tmp_path: Path) -> None:
    home(tmp_path).create(None, chosen_address(home(tmp_path), None))
    assert chosen_address(home(tmp_path), None) == ""
    assert outer_blobs(home(tmp_path), "") is None
    with pytest.raises(HomeError, match="keeps its objects in the state folder"):
        chosen_address(home(tmp_path), ADDRESS)


def test_what_cannot_be_used_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="no credentials"):
        chosen_address(home(tmp_path), "s3://key:secret@bucket")
    with pytest.raises(HomeError, match="go together"):
        outer_blobs(home(tmp_path, SEALCANVAS_BLOBS_ACCESS_KEY_ID="only-this"), ADDRESS)
    keys = {f"SEALCANVAS_BLOBS_{name}": "value-value-value" for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY")}
    with pytest.raises(HomeError, match="the blob store did not take"):
        require_blank(outer_blobs(home(tmp_path, **keys), ADDRESS))
    assert not (tmp_path / "state").exists()
