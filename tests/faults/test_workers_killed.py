"""kill -9 of a worker at each step: the job is done once more, and its outputs are those of one attempt, or none."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from sealcanvas.jobs import events
from sealcanvas.jobs.job import Job, JobState
from sealcanvas.jobs.supervision.settings import Bounds
from sealcanvas.s3 import s3
from tests.support.working import Working, working

pytestmark = pytest.mark.slow

STEPS = ("begin", "before first", "before second", "end")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Working]:
    with working(tmp_path / "home", Bounds(poll_seconds=0.2)) as world:
        for bucket in ("results", "marks"):
            s3.operations["CreateBucket"](world.root, {"Bucket": bucket})
        world.policy({"Effect": "Allow", "Action": ["s3:PutObject", "s3:ListBucket"], "Resource": "*"})
        yield world


def written(world: Working) -> dict[str, str]:
    listed = s3.operations["ListObjectsV2"](world.root, {"Bucket": "results"}).get("Contents", [])
    found = {}
    for entry in listed:
        answer = s3.operations["GetObject"](world.root, {"Bucket": "results", "Key": entry["Key"]})
        found[entry["Key"]] = b"".join(answer["Body"]).decode()
    return found


def run(world: Working, step: str, *, idempotent: bool = True) -> Job:
    return world.wait(world.start("staged", "staged", idempotent=idempotent, step=step))


@pytest.mark.parametrize("step", STEPS)
def test_a_job_whose_worker_is_killed_is_done_once_more_and_leaves_one_attempts_outputs(
    world: Working, step: str
) -> None:
    job = run(world, step)
    assert (job.state, job.attempt, job.result) == (JobState.SUCCEEDED, 2, {"attempt": 1})
    assert written(world) == {"first": "attempt 1", "second": "attempt 1"}
    with world.instance.database.read() as connection:
        told = [event.what for event in events.after(connection, job.job_id, 0, 1000)]
    states = [(what.state, what.attempt) for what in told if not what.phase]
    assert states == [("Queued", 0), ("Running", 1), ("Queued", 1), ("Running", 2), ("Succeeded", 2)]
    assert "was killed by SIGKILL" in next(what.message for what in told if what.state == "Queued" and what.attempt)


@pytest.mark.parametrize("step", STEPS)
def test_a_job_that_may_not_be_done_twice_fails_and_leaves_nothing(world: Working, step: str) -> None:
    job = run(world, step, idempotent=False)
    assert job.failure is not None
    assert (job.state, job.failure.code) == (JobState.FAILED, "WorkerLost")
    assert "it cannot be started anew" in job.failure.message
    assert written(world) == {}


def test_a_worker_that_is_stopped_in_its_tracks_is_taken_for_dead(tmp_path: Path) -> None:
    with working(tmp_path / "home", Bounds(poll_seconds=0.2, heartbeat_seconds=3)) as world:
        arn = world.start("frozen", "work", idempotent=False)
        worker = world.wait(arn, lambda job: job.progress.fraction > 0).progress.details["pid"]
        os.kill(worker, signal.SIGSTOP)
        job = world.wait(arn)
        assert job.failure is not None
        assert job.failure.message.startswith("The worker did not answer for 3 seconds")
        assert not Path(f"/proc/{worker}").exists()
