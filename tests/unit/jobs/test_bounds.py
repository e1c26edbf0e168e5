"""A job that outgrows a bound fails alone, with a reason that says which one, and leaves nothing behind."""

import errno
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from sealcanvas.jobs.context import SealedFiles
from sealcanvas.jobs.failures import StorageFull, failure_of
from sealcanvas.jobs.job import JobState
from sealcanvas.jobs.queue import stop
from sealcanvas.jobs.supervision.memory import kernel_kills
from sealcanvas.jobs.supervision.scratch import Scratch
from sealcanvas.jobs.supervision.settings import Bounds
from sealcanvas.jobs.working.interruption import Interruption
from sealcanvas.volumes.job_volume import JobVolume
from tests.support.abandoned import abandoned_scratch
from tests.support.working import working

_GROUPS = Path("/sys/fs/cgroup/memory")


def test_a_full_scratch_is_told_however_a_library_wrapped_it() -> None:
    full = OSError(errno.ENOSPC, "No space left on device", "a-secret-name")
    wrapped = RuntimeError("could not write '売上'")
    wrapped.__cause__ = full
    for error in (full, wrapped):
        failure = failure_of(error)
        assert failure.code == "ScratchFull"
        assert failure.message.startswith("The job filled its memory scratch")
        assert "a-secret-name" not in failure.message
    assert failure_of(OSError(errno.EIO, "broken")).code == "InternalFailure"


def test_a_full_disk_beneath_the_sealed_volume_is_another_reason() -> None:
    class Volume:
        def put(self, *_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    files = SealedFiles(cast("JobVolume", Volume()), Interruption(), "arn:aws:iam::111122223333:role/Runner")
    with pytest.raises(StorageFull) as full:
        files.put("rows", b"")
    assert failure_of(full.value).code == "StorageFull"
    assert "disk of the state folder is full" in failure_of(full.value).message


def test_what_lies_in_a_scratch_folder_is_counted(tmp_path: Path) -> None:
    (tmp_path / "shm").mkdir()
    scratch = Scratch(tmp_path / "shm")
    folder = scratch.make()
    (folder / "deep").mkdir()
    (folder / "deep" / "file").write_bytes(bytes(1 << 20))
    (folder / "link").symlink_to("/etc/passwd")
    assert 1 << 20 <= scratch.used(folder) < 2 << 20
    assert scratch.used(tmp_path / "none") == 0
    scratch.close()


@pytest.mark.parametrize(("text", "count"), [("nr_free 5\noom_kill 3\n", 3), ("nr_free 5\n", 0), ("oom_kill x\n", 0)])
def test_the_kernels_kills_are_counted(tmp_path: Path, text: str, count: int) -> None:
    (tmp_path / "vmstat").write_text(text)
    assert kernel_kills(tmp_path / "vmstat") == count
    assert kernel_kills(tmp_path / "none") == 0


@pytest.mark.slow
def test_a_job_that_fills_its_scratch_fails_alone_and_leaves_nothing(tmp_path: Path) -> None:
    before = set(abandoned_scratch())
    with working(tmp_path / "home", Bounds(scratch_bytes=8 << 20, poll_seconds=0.2)) as world:
        job = world.wait(world.start("spill", "spill"))
        assert job.state is JobState.FAILED
        assert (job.attempt, job.failure and job.failure.code) == (1, "ScratchFull")
        assert world.wait(world.start("after", "echo", text="x")).state is JobState.SUCCEEDED
    assert set(abandoned_scratch()) <= before
    assert [path for path in (tmp_path / "home" / "volumes").rglob("*") if path.is_file()] == []


def ended(pid: int) -> bool:
    """Whether a process ends soon; one that has and that nobody asked after counts as gone."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.slow
def test_what_a_worker_starts_counts_and_ends_with_it(tmp_path: Path) -> None:
    with working(tmp_path / "home", Bounds(memory_bytes=500 << 20, poll_seconds=0.2)) as world:
        arn = world.start("small", "hire", bytes=10 << 20)
        hired = world.wait(arn, lambda job: job.progress.fraction > 0).progress.details["hired"]
        stop(world.instance, arn)
        assert world.wait(arn).state is JobState.STOPPED
        assert ended(hired)
        job = world.wait(world.start("large", "hire", bytes=600 << 20))
        assert job.failure is not None
        assert job.failure.code == "MemoryLimitExceeded"
        assert ended(job.progress.details["hired"])
        arn = world.start("killed", "hire", idempotent=False, bytes=10 << 20)
        progress = world.wait(arn, lambda job: job.progress.fraction > 0).progress.details
        os.kill(progress["pid"], signal.SIGKILL)
        assert world.wait(arn).state is JobState.FAILED
        assert ended(progress["hired"])


@pytest.fixture
def small_group() -> Iterator[Path]:
    """A memory group of 300 MiB; where we may not make one, the kernel cannot be made to end a worker."""
    group = _GROUPS / "sealcanvas-test"
    try:
        group.mkdir()
        (group / "memory.limit_in_bytes").write_text(str(300 << 20))
    except OSError:
        pytest.skip("this machine lets us make no memory group")
    yield group
    group.rmdir()


@pytest.mark.slow
def test_a_job_that_the_kernel_ends_for_want_of_memory_says_so(tmp_path: Path, small_group: Path) -> None:
    with working(tmp_path / "home", Bounds(poll_seconds=0.2)) as world:
        arn = world.start("over", "overreach", group=small_group.name)
        pid = world.wait(arn, lambda job: job.progress.fraction > 0).progress.details["pid"]
        (small_group / "cgroup.procs").write_text(str(pid))
        job = world.wait(arn)
        assert job.state is JobState.FAILED
        assert job.failure is not None
        assert (job.attempt, job.failure.code) == (1, "MemoryLimitExceeded")
        assert job.failure.message.startswith("The kernel ended the job for want of memory")
        assert world.wait(world.start("after", "echo", text="x")).state is JobState.SUCCEEDED


@pytest.mark.slow
def test_a_worker_that_is_killed_otherwise_is_not_taken_for_one_that_had_too_little_memory(tmp_path: Path) -> None:
    with working(tmp_path / "home", Bounds(poll_seconds=0.2)) as world:
        job = world.wait(world.start("killed", "crash"))
        assert job.failure is not None
        assert job.failure.code == "WorkerLost"
        assert "SIGKILL" in job.failure.message
