"""The queue: durable with its caller's work, leased in order, interrupted and never hanging."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.jobs import hooks, lease, queue
from sealcanvas.jobs.job import Failure, Job, JobSpec, JobState
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


def test_jobs_are_taken_in_order_and_once(instance: Instance, call: Call) -> None:
    for name in ("a", "b"):
        queue.submit(call, replace(SPEC, arn=f"{SPEC.arn}-{name}"))
    taken = [lease.take(instance, "me") for _ in range(3)]
    assert [job.arn[-1] if job else None for job in taken] == ["a", "b", None]
    assert [job.state for job in taken if job] == [JobState.RUNNING] * 2


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
    lease.take(instance, "me")
    assert queue.stop(instance, SPEC.arn).state is JobState.STOPPING  # type: ignore[union-attr]  # it is there


def test_what_a_dead_server_left_runs_once_more_and_then_fails(instance: Instance, call: Call) -> None:
    queue.submit(call, SPEC)
    for attempt in (1, 2):
        job = lease.take(instance, f"server {attempt}")
        assert job is not None
        assert job.attempt == attempt
        (left,) = lease.reclaim(instance, f"server {attempt + 1}")
    assert left.state is JobState.FAILED
    assert left.failure == Failure(
        "Interrupted", "The server ended while the job ran, and it had been started anew once before."
    )


def test_a_job_that_may_not_run_twice_fails_at_once(instance: Instance, call: Call) -> None:
    queue.submit(call, replace(SPEC, idempotent=False))
    lease.take(instance, "before")
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
