"""Workers that wait: a build starts at once, dead ones are replaced, and the server itself loads no ML library."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from sealcanvas.jobs.job import JobState
from sealcanvas.jobs.priority import Priority
from sealcanvas.jobs.supervision.memory import share_of_memory
from sealcanvas.jobs.supervision.settings import Bounds
from sealcanvas.jobs.working.preload import PRELOAD
from tests.support.working import Working, working

pytestmark = pytest.mark.slow


def until(world: Working, warm: int, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while world.supervisor.warm < warm:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_task_begins_within_a_second_of_its_submission_with_its_libraries_loaded(tmp_path: Path) -> None:
    with working(tmp_path / "home", preload=PRELOAD) as world:
        took = []
        for number in range(3):
            until(world, 1)
            submitted = time.time()
            job = world.wait(world.start(f"quick-{number}", "look"))
            assert job.state is JobState.SUCCEEDED
            assert {"lightgbm", "sklearn", "pyarrow", "scipy"} <= set(job.result["modules"])
            took.append(job.result["began"] - submitted)
        assert min(took) < 1.0, took  # others may keep this machine busy
        until(world, 1)
        assert 50 << 20 < world.supervisor.idle_memory < Bounds().idle_bytes


def test_a_job_that_comes_before_anything_is_warm_need_not_wait_for_that(tmp_path: Path) -> None:
    with working(tmp_path / "home", preload=("time", "tests_of_no_such_module")) as world:
        # The worker would die of the second module: the job comes between.
        assert world.wait(world.start("early", "echo", text="x")).state is JobState.SUCCEEDED


def test_idle_workers_that_are_killed_cost_no_job_anything_and_are_replaced(tmp_path: Path) -> None:
    with working(tmp_path / "home", Bounds(poll_seconds=0.2), preload=("numpy",)) as world:
        until(world, 1)
        pool = world.supervisor._pool
        assert pool is not None
        for number in range(3):
            os.kill(pool._idle[0].pid, signal.SIGKILL)
            job = world.wait(world.start(f"after-{number}", "echo", text="x"))
            assert (job.state, job.attempt) == (JobState.SUCCEEDED, 1)
        victim = pool._idle[0]
        os.kill(victim.pid, signal.SIGKILL)
        until(world, 1, 30)
        assert victim not in pool._idle


@pytest.mark.wall_clock
def test_an_idle_worker_that_holds_too_much_is_replaced(tmp_path: Path) -> None:
    with working(tmp_path / "home", Bounds(poll_seconds=0.2, idle_bytes=1)) as world:
        pool = world.supervisor._pool
        assert pool is not None
        first = pool._idle[0].pid
        deadline = time.monotonic() + 20
        while pool._idle and pool._idle[0].pid == first:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_a_job_that_is_alone_may_use_all_cores_and_two_share_them(tmp_path: Path) -> None:
    cores = os.cpu_count() or 1
    with working(tmp_path / "home", slots=2) as world:
        alone = world.wait(world.start("alone", "look")).result
        assert (alone["threads"], alone["variable"]) == (cores, str(cores))
        assert alone["memory"] == share_of_memory(2)
        first = world.start("first", "look", stay=6, priority=Priority.QUICK)
        world.wait(first, lambda job: job.state is JobState.RUNNING)
        second = world.wait(world.start("second", "look", priority=Priority.QUICK)).result
        assert second["threads"] == max(1, cores // 2)
        assert second["variable"] == str(max(1, cores // 2))
        assert second["waiting"] == "PASSIVE"  # who spins takes the processor from the other job


def test_the_server_loads_no_library_that_its_workers_use(tmp_path: Path) -> None:
    script = """
        import sys
        from pathlib import Path
        from sealcanvas.jobs.working.preload import PRELOAD
        from sealcanvas.server.registry import services
        from tests.support.working import working

        services()
        with working(Path(sys.argv[1]), preload=PRELOAD) as world:
            job = world.wait(world.start("one", "look", stay=3), seconds=120)
            assert "numpy" in job.result["modules"] or job.result["modules"], job
        print(sorted({name.partition(".")[0] for name in sys.modules} & set(sys.argv[2].split())))
    """
    heavy = "numpy pandas pyarrow lightgbm sklearn scipy statsforecast fsspec"
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(tmp_path / "home"), heavy],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(Path("src").absolute()), str(Path.cwd())])},
    )
    assert ended.stdout.strip() == "[]", ended.stderr[-2000:]
