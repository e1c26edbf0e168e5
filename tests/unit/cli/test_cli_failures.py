"""Wrong inputs of the command line: one line for people, exit code 1 for failures and 2 for misuse."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sealcanvas.cli import cli
from sealcanvas.server.home import Endpoint, Home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEALCANVAS_ROOT_KEY", str(tmp_path / "root.key"))
    return tmp_path / "state"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def test_a_taken_port_is_told_in_one_line(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run("up", "--home", str(home), "--port", str(port))
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith(f"sealcanvas: port {port} on 127.0.0.1 is taken")


def test_a_home_that_is_served_already_is_told_before_the_port(home: Path) -> None:
    served = Home(home, {})
    served.lock()
    try:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            arguments = ("up", "--home", str(home), "--port", str(port))
            assert run(*arguments).stderr.splitlines()[-1] == f"sealcanvas: another Sealcanvas is running on {home}"
            url = f"http://127.0.0.1:{port}"
            served.publish_endpoint(Endpoint(url, os.getpid()))
            result = run(*arguments)
    finally:
        served.unlock()
    assert result.exit_code == 1
    told = result.stderr.splitlines()[-1]
    assert told == f"sealcanvas: {home} is already being served, at {url} (process {os.getpid()})"


def test_a_state_folder_that_cannot_be_made_is_told_in_one_line() -> None:
    command = [sys.executable, "-m", "sealcanvas.cli", "up", "--home", "/proc/none", "--port", "0"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert ended.stderr.splitlines()[-1] == (
        "sealcanvas: the state folder /proc/none cannot be used: No such file or directory"
    )
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("command", [("env",), ("verify",), ("why", "an-id")], ids=lambda command: command[0])
def test_a_folder_without_an_instance_stays_as_it_is(home: Path, command: tuple[str, ...]) -> None:
    result = run(*command, "--home", str(home))
    assert result.exit_code == 1
    assert result.stderr == f"sealcanvas: there is no Sealcanvas in {home}: start one with `sealcanvas up`\n"
    assert not home.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("none",),
        ("why", "--apply"),
        ("up", "--port", "70000"),
        ("up", "--account", "12"),
        ("up", "--tls-key", __file__),
        ("up", "--workers", "0"),
        ("verify", "--home", __file__),
    ],
    ids=" ".join,
)
def test_misuse_ends_with_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2
