"""Jobs in real worker processes, against a real door: KEYS.md's rules for whoever works with a role's credentials."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sealcanvas.iam import iam
from sealcanvas.jobs import events
from sealcanvas.jobs.job import JobState
from sealcanvas.jobs.queue import find, stop
from sealcanvas.jobs.supervision.settings import Bounds
from sealcanvas.kms import kms
from sealcanvas.kms.cache import set_cache_policy
from tests.support.working import Working, working

pytestmark = pytest.mark.slow


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Working]:
    with working(tmp_path / "home", Bounds(stop_seconds=2, heartbeat_seconds=20, poll_seconds=0.2)) as world:
        set_cache_policy(world.instance, seconds=1.0, uses=1000)
        yield world


def running(world: Working, arn: str) -> None:
    world.wait(arn, lambda job: job.progress.fraction > 0)


def test_a_job_works_on_a_sealed_volume_and_leaves_nothing(world: Working, tmp_path: Path) -> None:
    job = world.wait(world.start("echo", "echo", text="canary-5b1c"))
    assert job.state is JobState.SUCCEEDED
    assert job.result["text"] == "canary-5b1c"
    assert job.result["names"] == ["note"]
    assert not [name for name in job.result["environment"] if name.startswith(("AWS_", "SEALCANVAS_"))]
    assert not Path(job.result["scratch"]).exists()
    files = [path for path in (tmp_path / "home" / "volumes").rglob("*") if path.is_file()]
    assert files == []


def test_no_phase_and_no_candidate_is_too_short_to_be_told(world: Working) -> None:
    job = world.wait(world.start("hurry", "hurry", phases=7))
    assert job.state is JobState.SUCCEEDED
    with world.instance.database.read() as connection:
        told = [each.what for each in events.after(connection, job.job_id, 0, 1000)]
    assert [what.phase for what in told if what.phase.startswith("Phase")] == [f"Phase{n}" for n in range(7)]
    assert [what.candidate for what in told if what.phase == "Tuning"] == [f"c{n}" for n in range(5)]


def test_a_worker_that_floods_is_told_of_in_bounds(world: Working) -> None:
    job = world.wait(world.start("flood", "hurry", phases=2000))
    assert job.state is JobState.SUCCEEDED
    with world.instance.database.read() as connection:
        told = events.after(connection, job.job_id, 0, 5000)
    assert len(told) <= 500


def test_only_the_documents_two_actions_are_needed(world: Working) -> None:
    world.let("kms:Decrypt")
    job = world.wait(world.start("without", "echo", text="x"))
    assert job.state is JobState.FAILED
    assert job.failure is not None
    assert "kms:GenerateDataKey" in job.failure.message
    assert world.key_arn in job.failure.message
    assert "assumed-role/Runner" in job.failure.message
    events = [
        json.dumps(record) for record in world.instance.trail.newest(20) if record["eventName"] == "GenerateDataKey"
    ]
    assert '"sagemaker.us-east-1.amazonaws.com"' in events[0]


@pytest.mark.parametrize(
    ("how", "code", "words"),
    [
        ("TaskFailed", "ClientError", "column 'age' is missing"),
        ("aws", "NotFoundException", "does not exist"),
        ("other", "InternalFailure", "(RuntimeError)"),
    ],
)
def test_failures_say_what_may_be_said(world: Working, how: str, code: str, words: str) -> None:
    job = world.wait(world.start(f"fail-{how}", "refuse", how=how))
    assert job.failure is not None
    assert job.failure.code == code
    assert words in job.failure.message
    assert "4711" not in job.failure.message


def test_a_refused_renewal_stops_the_job_within_its_period(world: Working) -> None:
    arn = world.start("renewed", "work")
    running(world, arn)
    kms.operations["DisableKey"](world.root, {"KeyId": world.key_arn})
    job = world.wait(arn, seconds=4)
    assert job.state is JobState.FAILED
    assert job.failure is not None
    for word in (world.key_arn, "kms:Decrypt", "Runner"):
        assert word in job.failure.message
    kms.operations["EnableKey"](world.root, {"KeyId": world.key_arn})
    assert world.wait(world.start("again", "echo", text="x")).state is JobState.SUCCEEDED


def test_a_role_that_is_gone_ends_its_job(world: Working) -> None:
    arn = world.start("orphan", "work")
    running(world, arn)
    iam.operations["DeleteRole"](world.root, {"RoleName": "Runner"})
    job = world.wait(arn, seconds=6)
    assert job.state is JobState.FAILED
    assert job.failure is not None
    assert "Runner" in job.failure.message


def test_a_job_can_be_stopped_also_one_that_does_not_listen(world: Working) -> None:
    for name in ("work", "deaf"):
        arn = world.start(f"stop-{name}", name)
        running(world, arn)
        stop(world.instance, arn)
        assert world.wait(arn, seconds=15).state is JobState.STOPPED


def test_a_killed_worker_is_tried_once_more(world: Working) -> None:
    job = world.wait(world.start("killed", "crash"))
    assert job.state is JobState.FAILED
    assert job.attempt == 2
    assert job.failure is not None
    assert job.failure.code == "WorkerLost"


def test_a_server_that_goes_down_puts_the_job_back(world: Working) -> None:
    arn = world.start("interrupted", "work")
    running(world, arn)
    world.supervisor.stop(drain_seconds=0)
    job = find(world.instance, arn)
    assert job is not None
    assert job.state is JobState.QUEUED


def test_a_job_that_outgrows_its_memory_fails_alone(tmp_path: Path) -> None:
    bounds = Bounds(stop_seconds=2, memory_bytes=400 << 20, poll_seconds=0.2)
    with working(tmp_path / "home", bounds) as world:
        job = world.wait(world.start("hoard", "hoard", idempotent=False))
        assert job.failure is not None
        assert job.failure.code == "MemoryLimitExceeded"
        assert world.wait(world.start("after", "echo", text="x")).state is JobState.SUCCEEDED
