"""Killed at any point of a change of the root key, the state opens as before or as after; the next start tidies up.

Each case forks a process on a copy of a prepared state, which dies, as by `kill -9`, at its n-th call that makes
something durable or visible, a synchronisation, a rename, a removal; or at any moment, from outside.
"""

import os
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.crypto.passphrase import Stretching
from sealcanvas.roots.errors import RootUnavailable
from sealcanvas.server.home import Home
from sealcanvas.server.root.migrate import migrate
from sealcanvas.server.root.rotate import rotate
from tests.support.root_world import PASSPHRASE, RootWorld

_DIED = 99
_POINTS = ("fsync", "rename", "replace", "unlink", "pwrite")


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RootWorld:
    monkeypatch.setattr(
        "sealcanvas.crypto.passphrase._BOUNDS", {"memory": (64, 64), "iterations": (1, 1), "lanes": (1, 1)}
    )
    monkeypatch.setattr(Stretching, "fresh", classmethod(lambda cls: cls(os.urandom(16), 64, 1, 1)))
    made = RootWorld(
        tmp_path,
        {
            "SEALCANVAS_CONFIG": str(tmp_path / "config"),
            "SEALCANVAS_ROOT_KEY": str(tmp_path / "root.key"),
            "SEALCANVAS_ROOT_PASSPHRASE": PASSPHRASE,
            "SEALCANVAS_NEW_ROOT_PASSPHRASE": PASSPHRASE,
        },
    )
    made.start("file:")
    return made


def _to_passphrase(home: Home) -> None:
    migrate(home, "passphrase:")


def _to_file(home: Home) -> None:
    migrate(home, f"file:{home.folder.parent / 'moved.key'}")


@pytest.mark.slow
@pytest.mark.parametrize("after", [False, True], ids=["before the call", "after the call"])
@pytest.mark.parametrize("change", [rotate, _to_passphrase, _to_file], ids=["rotate", "to passphrase", "to file"])
def test_killed_at_every_point(world: RootWorld, change: Callable[[Home], Any], after: bool) -> None:
    point = 0
    while True:
        case = _copy(world, f"case-{point}")
        status = _killed_at(case, change, point, after=after)
        case.check()  # as any command opens it, before anybody has tidied up
        _tidied(case)
        case.check()
        if status == 0:
            break
        assert status == _DIED
        with suppress(RootUnavailable):  # it can be done again, or for the first time; unless there it is already
            change(Home(case.state, case.environment))
        case.check()
        point += 1
        shutil.rmtree(case.folder)
    assert point > 8, "there were fewer points than a change has"


@pytest.mark.slow
def test_killed_at_any_moment(world: RootWorld) -> None:
    began = time.monotonic()
    assert _ended(_forked(_copy(world, "whole"), rotate)) == 0
    whole = time.monotonic() - began
    for step in range(24):
        case = _copy(world, f"case-{step}")
        child = _forked(case, rotate)
        time.sleep(whole * step / 20)
        os.kill(child, signal.SIGKILL)
        _ended(child)
        case.check()
        _tidied(case)
        case.check()
        shutil.rmtree(case.folder)


def _tidied(case: RootWorld) -> None:
    """What the next start does first."""
    home = Home(case.state, case.environment)
    home.lock()
    home.settle_root()
    home.unlock()
    assert not [path.name for path in case.state.iterdir() if ".next" in path.name]
    assert not list(case.folder.glob("*.next"))


def _copy(world: RootWorld, name: str) -> RootWorld:
    made = world.copy(name)
    shutil.copy(world.folder / "root.key", made.folder / "root.key")
    made.environment = {
        **world.environment,
        "SEALCANVAS_CONFIG": str(made.folder / "config"),
        "SEALCANVAS_ROOT_KEY": str(made.folder / "root.key"),
    }
    return made


def _killed_at(case: RootWorld, change: Callable[[Home], Any], point: int, *, after: bool) -> int:
    """Run a change in a process of its own that dies at a point; its exit status, 0 if it came to its end."""

    def doomed(home: Home) -> None:
        calls = 0

        def dying(name: str) -> Callable[..., Any]:
            real = getattr(os, name)

            def call(*arguments: Any, **options: Any) -> Any:
                nonlocal calls
                mine, calls = calls, calls + 1
                if mine == point and not after:
                    os._exit(_DIED)
                try:
                    return real(*arguments, **options)
                finally:
                    if mine == point:
                        os._exit(_DIED)

            return call

        for name in _POINTS:
            setattr(os, name, dying(name))
        change(home)

    return _ended(_forked(case, doomed))


def _ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _forked(case: RootWorld, change: Callable[[Home], Any]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        change(Home(case.state, case.environment))
    except BaseException as error:
        os.write(2, f"{error!r}\n".encode())
        os._exit(1)
    os._exit(0)
