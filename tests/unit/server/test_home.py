"""The state folder: made once, locked, its root key outside it."""

from pathlib import Path

import pytest

from sealcanvas.roots.errors import RootUnavailable
from sealcanvas.server.home import Endpoint, Home, HomeError


def home(tmp_path: Path, folder: str = "state") -> Home:
    return Home(tmp_path / folder, {"SEALCANVAS_ROOT_KEY": str(tmp_path / "root.key")})


def test_a_new_instance_is_private_and_comes_back(tmp_path: Path) -> None:
    made, root = home(tmp_path).create("111122223333")
    assert home(tmp_path).open() == (made, root)
    assert made.account == "111122223333"
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700


def test_a_random_account_has_twelve_digits(tmp_path: Path) -> None:
    account = home(tmp_path).create(None)[0].account
    assert len(account) == 12
    assert account.isdigit()


def test_a_root_key_inside_the_state_is_refused(tmp_path: Path) -> None:
    inside = Home(tmp_path / "state", {"SEALCANVAS_ROOT_KEY": str(tmp_path / "state" / "root.key")})
    with pytest.raises(HomeError, match="would lie in the state folder"):
        inside.create(None)


def test_a_root_key_reached_by_a_link_into_the_state_is_refused(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    linked = Home(tmp_path / "link", {"SEALCANVAS_ROOT_KEY": str(tmp_path / "real" / "root.key")})
    with pytest.raises(HomeError, match="would lie in the state folder"):
        linked.create(None)
    home(tmp_path).create(None)
    (tmp_path / "root.key").rename(tmp_path / "state" / "root.key")
    moved = Home(tmp_path / "state", {"SEALCANVAS_ROOT_KEY": str(tmp_path / "state" / "root.key")})
    with pytest.raises(HomeError, match="would lie in the state folder"):
        moved.open()


def test_a_lost_database_is_not_made_anew(tmp_path: Path) -> None:
    home(tmp_path).create(None)
    home(tmp_path).publish_endpoint(Endpoint("http://127.0.0.1:8600", 42))
    with pytest.raises(HomeError, match=r"database of .* is gone"):
        home(tmp_path).open()


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "thesis.doc").write_text("years of work")
    with pytest.raises(HomeError, match="not empty"):
        home(tmp_path).create(None)


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="there is no Sealcanvas"):
        home(tmp_path).open()
    home(tmp_path).create(None)
    (tmp_path / "root.key").unlink()
    with pytest.raises(RootUnavailable, match="no root key"):
        home(tmp_path).open()


def test_only_one_server_at_a_time(tmp_path: Path) -> None:
    first, second = home(tmp_path), home(tmp_path)
    first.lock()
    assert second.in_use
    with pytest.raises(HomeError, match="another Sealcanvas"):
        second.lock()
    first.unlock()
    assert not second.in_use


def test_while_the_root_key_is_changed_nobody_opens_the_folder(tmp_path: Path) -> None:
    home(tmp_path).create(None)
    changing = home(tmp_path)
    with changing.alone():
        with pytest.raises(HomeError, match=r"root key of .* is being changed"):
            home(tmp_path).open()
        with pytest.raises(HomeError, match="another Sealcanvas"):
            home(tmp_path).lock()
    home(tmp_path).open()


def test_the_endpoint_is_told_to_other_commands(tmp_path: Path) -> None:
    home(tmp_path).create(None)
    assert home(tmp_path).endpoint() is None
    home(tmp_path).publish_endpoint(Endpoint("http://127.0.0.1:8600", 42))
    assert home(tmp_path).endpoint() == Endpoint("http://127.0.0.1:8600", 42)
