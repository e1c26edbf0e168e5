"""`sealcanvas rekey`, on the state of a stopped server: the command does the work itself."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sealcanvas.cli import cli
from sealcanvas.kms import kms
from sealcanvas.server.home import Endpoint, Home
from sealcanvas.server.opened import opened
from tests.unit.canvas.canvas_world import World, cars, make_world


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("SEALCANVAS_ROOT_KEY", str(tmp_path / "root.key"))
    monkeypatch.setenv("SEALCANVAS_HOME", str(tmp_path / "state"))
    home = Home.default(os.environ)
    home.create("111122223333")
    with opened(home) as instance:
        made = make_world(instance)
        for name in "45":
            made.keys[name] = kms.operations["CreateKey"](made.admin, {})["KeyMetadata"]["Arn"]
            made.key_policy(name)
        made.imported(cars())
        home.publish_endpoint(Endpoint("http://127.0.0.1:1", 1))
        yield made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["rekey", *arguments])


def test_it_does_the_work_and_tells_what_became_of_it(world: World) -> None:
    keys = ("--app-key", world.keys["4"], "--storage-key", world.keys["5"])
    result = run("--domain", world.domain_id, *keys, "--json")
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert (told["Status"], told["ProgressPercent"]) == ("Completed", 100)
    result = run("--domain", world.domain_id, *keys)
    assert result.exit_code == 0, result.stderr
    assert f"Completed: nothing of {world.domain_id} needs its former keys any more." in result.stdout
    assert world.keys["1"] in result.stdout


def test_what_holds_it_up_is_told(world: World) -> None:
    kms.operations["DisableKey"](world.admin, {"KeyId": world.keys["2"]})
    result = run("--domain", world.domain_id, "--storage-key", world.keys["5"])
    assert result.exit_code == 1
    assert "is Paused" in result.stderr
    assert f"{world.keys['2']} is disabled" in result.stderr
    kms.operations["EnableKey"](world.admin, {"KeyId": world.keys["2"]})
    assert run("--domain", world.domain_id, "--storage-key", world.keys["5"]).exit_code == 0


def test_a_denial_tells_how_to_have_it_explained(world: World) -> None:
    world.key_policy("5", role=False)
    result = run("--domain", world.domain_id, "--storage-key", world.keys["5"])
    assert result.exit_code == 1
    found = re.search(r"\(sealcanvas why (\S+)\)", result.stderr)
    assert found is not None, result.stderr
    explained = CliRunner().invoke(cli, ["why", found[1], "--json"])
    assert world.keys["5"] in explained.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--domain", "d-0123456789ab"], 2, "--storage-key, --app-key or both"),
        (["--storage-key", "alias/x"], 2, "--domain"),
        (["--domain", "d-0123456789ab", "--storage-key", "alias/x"], 1, "does not exist"),
        (["--domain", "nonsense", "--storage-key", "alias/x"], 1, "DomainId"),
    ],
)
@pytest.mark.usefixtures("world")
def test_misuse_and_refusals(arguments: list[str], code: int, words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == code
    assert words.lower() in result.stderr.lower()
