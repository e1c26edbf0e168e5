"""A worker is shut in: code that took it over reaches nothing of the server but what its job's credentials allow."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from sealcanvas.jobs.job import JobState
from sealcanvas.jobs.priority import Priority
from sealcanvas.jobs.supervision.settings import Bounds
from sealcanvas.jobs.working import landlock
from tests.support.working import working

_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - where scratch lies
_SHUT_IN = """
import os, sys
from pathlib import Path
from sealcanvas.jobs.working.fence import fence
own, other = map(Path, sys.argv[1:])
assert fence([own])
(own / "made").mkdir()
(own / "made" / "file").write_text("mine")
(own / "made" / "file").rename(own / "moved")
import json, ssl, zoneinfo
zoneinfo.ZoneInfo("Europe/Berlin")
tries = [
    lambda: (other / "key").read_bytes(),
    lambda: (other / "new").write_bytes(b""),
    lambda: (other / "key").unlink(),
    lambda: (own / "moved").rename(other / "moved"),
    lambda: os.listdir(other),
    lambda: os.truncate(other / "key", 0),
    lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes(),
    lambda: os.listdir(f"/proc/{os.getppid()}/root/"),
    lambda: Path(f"/proc/{os.getppid()}/maps").read_bytes(),
    lambda: os.kill(os.getppid(), 0),
    lambda: Path("/etc/shadow").read_bytes(),
]
for number, attempt in enumerate(tries):
    try:
        attempt()
    except PermissionError:
        continue
    print(number)
"""


_RECIPE = """
import os, sys
from pathlib import Path
import pyarrow as pa
from sealcanvas.jobs.working.fence import fence
from sealcanvas.ml.recipe import Recipe
from sealcanvas.ml.recipe.engine import Engine
own, other = map(Path, sys.argv[1:])
os.environ["TMPDIR"] = str(own)
assert fence([own])
count = 200_000
table = pa.table({"k": [n % 1000 for n in range(count)], "v": [float(n) for n in range(count)],
                  "t": pa.array(range(count)).cast(pa.timestamp("s"))})
steps = [
    {"step": "join", "table": "land", "how": "outer", "on": [["k", "k"]]},
    {"step": "replace", "column": "v", "what": "missing", "by": "median"},
    {"step": "formula", "column": "w", "formula": "if(name is missing, v, length(name))"},
    {"step": "resample", "column": "t", "every": "hour", "by": ["name"], "aggregate": {"w": "sum"}},
]
land = pa.table({"k": list(range(2000)), "name": [f"n{n % 7}" for n in range(2000)]})
print(Recipe.of(steps).prepare(table, {"land": land})[1].num_rows)
with Engine({}, {}, 256 << 20) as engine:
    for query in (f"COPY (SELECT 1) TO '{own}/out'", "SELECT * FROM read_csv('/proc/self/environ')",
                  f"SELECT * FROM read_text('{other}/key')", "INSTALL httpfs", "SET enable_external_access = true",
                  f"ATTACH '{own}/a.db'", f"SET temp_directory = '{own}'", f"EXPORT DATABASE '{own}/all'"):
        try:
            engine._connection.execute(query)
        except Exception:
            continue
        print(query)
print(os.listdir(own))
"""


@pytest.fixture(autouse=True)
def _landlock() -> None:
    if landlock.version() < 6:  # `sealcanvas up` says loudly that there is no fence, or a lower one
        pytest.skip("this kernel's Landlock is too old or switched off: nothing here can be tested on it")


def test_what_is_not_named_is_shut_to_root_too(tmp_path: Path) -> None:
    own, other = tmp_path / "own", tmp_path / "other"
    own.mkdir()
    other.mkdir()
    (other / "key").write_bytes(bytes(32))
    command = [sys.executable, "-c", _SHUT_IN, str(own), str(other)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (other / "key").read_bytes() == bytes(32)


def test_a_kernel_without_landlock_is_told_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "version", lambda: 0)
    assert landlock.restrict([], [], tcp=False) is False
    assert list(Path("/").iterdir())


@pytest.mark.slow
def test_a_worker_reaches_nothing_of_the_server(tmp_path: Path) -> None:
    home, outside = tmp_path / "home", tmp_path / "root.key"
    outside.write_bytes(bytes(32))
    with working(home, Bounds(poll_seconds=0.2), slots=2) as world, socket.create_server(("127.0.0.1", 0)) as server:
        neighbour = world.start("neighbour", "work")
        pid = world.wait(neighbour, lambda job: job.progress.fraction > 0).progress.details["pid"]
        volumes = home / "volumes" / "jobs"
        other = next(volumes.iterdir())
        scratches = {str(path.parent) + "/" for path in _SHARED_MEMORY.glob(f"sealcanvas-{os.getuid()}-*/*")}
        assert scratches
        read = [str(outside), str(home / "state.db"), f"{home}/", f"{home}/objects/", *scratches]
        read += [
            f"/proc/{os.getpid()}/environ",
            f"/proc/{pid}/maps",
            f"/proc/{os.getpid()}/fd/0",
            f"/proc/{os.getpid()}/cwd/",
        ]
        job = world.wait(
            world.start(
                "trespass",
                "trespass",
                priority=Priority.QUICK,
                read=read,
                write=[str(home / "state.db"), str(home / "new"), str(other / "new"), str(tmp_path / "new")],
                signal=[os.getpid(), pid],
                connect=[server.getsockname()[1]],
            )
        )
        assert job.state is JobState.SUCCEEDED, job.failure
        assert job.result == {"done": [], "started": ""}
        assert world.wait(neighbour, lambda _: True).state is JobState.RUNNING


def test_a_recipes_engine_works_behind_the_fence_and_leaves_no_file(tmp_path: Path) -> None:
    own, other = tmp_path / "own", tmp_path / "other"
    own.mkdir()
    other.mkdir()
    (other / "key").write_text("secret")
    done = subprocess.run(
        [sys.executable, "-c", _RECIPE, str(own), str(other)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n") == ["392", "[]", ""]
