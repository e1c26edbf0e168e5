"""`sealcanvas console`: a link, once, beside a running server."""

import fcntl
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from sealcanvas.cli import cli
from sealcanvas.iam.administrator import ensure_administrator
from sealcanvas.server.home import Endpoint, Home
from sealcanvas.server.opened import opened


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("SEALCANVAS_ROOT_KEY", str(tmp_path / "root.key"))
    home = Home(tmp_path / "state", os.environ)
    home.create("111122223333")
    with opened(home) as instance:
        ensure_administrator(instance)
    home.publish_endpoint(Endpoint("http://127.0.0.1:8600", os.getpid()))
    return home


def run(home: Home, *options: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, ["console", "--home", str(home.folder), *options])
    return result.exit_code, result.stdout, result.stderr


def test_a_link_is_told_once_and_stands_nowhere(home: Home) -> None:
    with (home.folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, out, err = run(home)
        assert code == 0, err
        assert out.startswith("http://127.0.0.1:8600/console/auth?token=")
        code, text, _ = run(home, "--json")
        told = json.loads(text)
        assert told["SignInUrl"] != out.strip()
        assert told["ExpiresAt"].endswith("+00:00")
    with opened(home) as instance:
        records = instance.trail.newest(2)
    assert [record["eventName"] for record in records] == ["CreateConsoleLink"] * 2
    assert told["SignInUrl"].partition("token=")[2] not in json.dumps(records)


def test_without_a_server_or_an_account_there_is_none(home: Home, tmp_path: Path) -> None:
    code, out, err = run(home)
    assert (code, out) == (1, "")
    assert "no server is running" in err
    assert run(Home(tmp_path / "none", os.environ))[0] == 1
    with (home.folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, out, err = run(home, "--account", "999988887777")
    assert (code, out) == (1, "")
    assert "is not there" in err
