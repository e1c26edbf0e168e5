"""The queue: durable with its caller's work, leased in order, interrupted and never hanging."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from sealcanvas.access.principal import Principal
from sealcanvas.jobs import hooks, queue, untold
from sealcanvas.jobs.errors import QueueFull
from sealcanvas.jobs.job import Failure, Job, JobSpec, JobState, ServiceName
from sealcanvas.jobs.priority import Priority, of_build, urgency
from sealcanvas.jobs.supervision import lease
from sealcanvas.jobs.supervision.dispatcher import Dispatcher
from sealcanvas.jobs.supervision.limits import Limits, set_limits
from sealcanvas.jobs.tables import job_events, jobs
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT, call_as, make_instance

SPEC = JobSpec(
    kind="queue-test",
    arn=f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:automl-job/one",
    role_arn=f"arn:aws:iam::{ACCOUNT}:role/Runner",
    service="sagemaker",
    task="automl",
    payload={"TargetColumn": "売上-canary"},
)


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    return make_instance(tmp_path)


@pytest.fixture
def call(instance: Instance) -> Call:
    return call_as(instance, Principal.root(ACCOUNT))


def undo(call: Call, spec: JobSpec) -> None:
    with call.instance.database.transaction():
        queue.submit(call, spec)
        raise RuntimeError("undone")


def test_a_job_whose_callers_work_is_undone_never_was(instance: Instance, call: Call) -> None:
    with pytest.raises(RuntimeError):
        undo(call, SPEC)
    assert queue.find(instance, SPEC.arn) is None


def take(instance: Instance, owner: str = "me") -> Job:
    job = Dispatcher(instance, owner, 64).next()
    assert job is not None
    return job


def test_the_specification_is_sealed_in_the_database(instance: Instance, call: Call, tmp_path: Path) -> None:
    queue.submit(call, SPEC)
    with instance.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM jobs").all()
    assert "canary" not in str(rows)
    assert "Runner" not in str(rows)
    assert queue.find(instance, SPEC.arn).spec == replace(SPEC, region="us-east-1")  # type: ignore[union-attr]  # it is there


def test_a_queued_job_stops_at_once_and_a_running_one_when_it_can(instance: Instance, call: Call) -> None:
    queue.submit(call, SPEC)
    assert queue.stop(instance, SPEC.arn).state is JobState.STOPPED  # type: ignore[union-attr]  # it is there
    queue.submit(call, SPEC)
    take(instance)
    assert queue.stop(instance, SPEC.arn).state is JobState.STOPPING  # type: ignore[union-attr]  # it is there


def test_what_a_dead_server_left_runs_once_more_and_then_fails(instance: Instance, call: Call) -> None:
    queue.submit(call, SPEC)
    for attempt in (1, 2):
        job = take(instance, f"server {attempt}")
        assert job.attempt == attempt
        (left,) = lease.reclaim(instance, f"server {attempt + 1}")
    assert left.state is JobState.FAILED
    assert left.failure == Failure(
        "Interrupted", "The server ended while the job ran, and it had been started anew once before."
    )


def test_a_job_that_may_not_run_twice_fails_at_once(instance: Instance, call: Call) -> None:
    queue.submit(call, replace(SPEC, idempotent=False))
    take(instance, "before")
    (left,) = lease.reclaim(instance, "now")
    assert left.state is JobState.FAILED
    assert left.failure is not None
    assert left.failure.message == "The server ended while the job ran, and it cannot be started anew."


def test_hooks_hear_of_the_end_within_its_unit_of_work(
    instance: Instance, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Job] = []
    monkeypatch.setattr(hooks, "_finished", {})

    @hooks.finished(SPEC.kind)
    def remember(_instance: Instance, job: Job) -> None:
        heard.append(job)
        if len(heard) == 1:
            raise RuntimeError("the hook's work fails")

    job = queue.submit(call, SPEC)
    with pytest.raises(RuntimeError):
        queue.end(instance, job.job_id, JobState.SUCCEEDED, result={"rows": 3})
    assert queue.find(instance, SPEC.arn).state is JobState.QUEUED  # type: ignore[union-attr]  # it is there
    queue.end(instance, job.job_id, JobState.SUCCEEDED, result={"rows": 3})
    assert heard[-1].result == {"rows": 3}


@pytest.mark.parametrize("payload", [{"x": "y" * (1 << 20)}, {"x": object()}])
def test_a_payload_that_is_too_long_or_no_json_is_refused(call: Call, payload: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        queue.submit(call, replace(SPEC, payload=payload))


def test_an_orderly_end_of_the_server_counts_as_no_run(instance: Instance, call: Call) -> None:
    queue.submit(call, SPEC)
    for _ in range(3):
        job = take(instance)
        assert job.attempt == 1
        left = lease.interrupted(instance, job.job_id, "The server was stopped while the job ran", counted=False)
        assert left.state is JobState.QUEUED


@pytest.mark.parametrize("before", ["Queued", "Running", "Stopping", "Stopped", "Failed", "Succeeded"])
def test_a_stop_is_heard_in_every_state(instance: Instance, call: Call, before: str) -> None:
    job = queue.submit(call, SPEC)
    if before != "Queued":
        take(instance)
    if before == "Stopping":
        queue.stop(instance, SPEC.arn)
    if JobState(before).final:
        queue.end(instance, job.job_id, JobState(before))
    stopped = queue.stop(instance, SPEC.arn)
    assert stopped is not None
    expected = {"Queued": "Stopped", "Running": "Stopping"}.get(before, before)
    assert stopped.state == expected
    assert queue.stop(instance, "arn:aws:sagemaker:us-east-1:111122223333:automl-job/none") is None


def test_a_job_that_was_to_stop_and_is_lost_has_stopped(instance: Instance, call: Call) -> None:
    job = queue.submit(call, SPEC)
    take(instance)
    queue.stop(instance, SPEC.arn)
    assert lease.interrupted(instance, job.job_id, "Its worker died").state is JobState.STOPPED


def test_a_job_ends_once(instance: Instance, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[JobState] = []
    monkeypatch.setattr(hooks, "_finished", {SPEC.kind: [lambda _, job: heard.append(job.state)]})
    job = queue.submit(call, SPEC)
    queue.end(instance, job.job_id, JobState.STOPPED)
    assert queue.end(instance, job.job_id, JobState.SUCCEEDED, result={"x": 1}).state is JobState.STOPPED
    assert lease.interrupted(instance, job.job_id, "Its worker died").state is JobState.STOPPED
    assert heard == [JobState.STOPPED]


def test_its_service_hears_that_a_running_job_is_asked_to_stop(
    instance: Instance, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[JobState] = []
    monkeypatch.setattr(hooks, "_stopping", {SPEC.kind: [lambda _, job: heard.append(job.state)]})
    queue.submit(call, SPEC)
    take(instance)
    queue.stop(instance, SPEC.arn)
    queue.stop(instance, SPEC.arn)
    assert heard == [JobState.STOPPING]


@pytest.mark.parametrize(
    ("service", "code"), [("sagemaker", "ResourceLimitExceeded"), ("forecast", "LimitExceededException")]
)
def test_an_account_may_queue_so_many_jobs_and_no_more(
    instance: Instance, call: Call, service: ServiceName, code: str
) -> None:
    set_limits(instance, Limits(waiting=2))
    spec = replace(SPEC, service=service)
    for _ in range(2):
        queue.submit(call, spec)
    with pytest.raises(QueueFull, match="'jobs that wait' is 2, with current utilization of 2") as refused:
        queue.submit(call, spec)
    assert refused.value.code == code
    queue.submit(call, replace(spec, arn=spec.arn.replace(ACCOUNT, "444455556666")))
    take(instance)  # what runs does not wait
    take(instance)
    queue.submit(call, spec)


def test_a_job_that_failed_is_not_forgotten_with_one_that_waits(instance: Instance, call: Call) -> None:
    queue.end(instance, queue.submit(call, SPEC).job_id, JobState.SUCCEEDED)
    waiting = queue.submit(call, SPEC)
    queue.forget(instance, SPEC.arn)
    with instance.database.read() as connection:
        left = connection.execute(select(jobs.c.job_id)).scalars().all()
        assert left == [waiting.job_id]
        assert set(connection.execute(select(job_events.c.job_id)).scalars()) == {waiting.job_id}


def test_an_urgency_holds_for_all_that_is_submitted_within(instance: Instance, call: Call) -> None:
    with urgency(Priority.AUTOMATION):
        assert queue.submit(call, replace(SPEC, priority=Priority.QUICK)).spec.priority is Priority.AUTOMATION
        with urgency(Priority.INTERACTIVE):
            assert queue.submit(call, SPEC).spec.priority is Priority.INTERACTIVE
    assert queue.submit(call, SPEC).spec.priority is Priority.STANDARD


def test_a_build_of_a_quarter_of_an_hour_is_quick() -> None:
    assert [of_build(seconds) for seconds in (12, 900, 901)] == [Priority.QUICK, Priority.QUICK, Priority.STANDARD]


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """A hook that fails for as long as this is empty, and then keeps what it hears."""
    heard: list[Job] = []
    monkeypatch.setattr(hooks, "_finished", {})

    @hooks.finished(SPEC.kind)
    def hear(_instance: Instance, job: Job) -> None:
        if not heard:
            raise RuntimeError("not now")
        heard.append(job)

    return heard


@pytest.mark.parametrize("again", ["tidy", "stop"])
def test_a_service_that_failed_to_take_up_an_end_hears_of_it_again_once(
    instance: Instance, call: Call, failing: list[Job], again: str
) -> None:
    job = queue.submit(call, SPEC)
    take(instance)
    failure = Failure("InternalFailure", "The hook failed.")
    ended = queue.end(instance, job.job_id, JobState.FAILED, failure=failure, tell=False)
    assert list(untold.untold_ids(instance)) == [job.job_id]
    with pytest.raises(RuntimeError):
        untold.tell(instance, ended)
    assert list(untold.untold_ids(instance)) == [job.job_id]
    failing.append(job)
    for _ in range(2):
        if again == "tidy":
            untold.tell(instance, ended)
        else:
            queue.stop(instance, SPEC.arn)
    assert [each.failure for each in failing[1:]] == [failure]
    assert list(untold.untold_ids(instance)) == []


def test_a_hook_that_fails_holds_up_neither_the_start_of_the_server_nor_other_jobs(
    instance: Instance, call: Call, failing: list[Job]
) -> None:
    specs = [replace(SPEC, idempotent=False, arn=f"{SPEC.arn}-{number}") for number in range(2)]
    for spec in specs:
        queue.submit(call, spec)
        take(instance)
    assert [job.state for job in lease.reclaim(instance, "now")] == [JobState.FAILED] * 2
    assert len(list(untold.untold_ids(instance))) == 2
    assert not failing
