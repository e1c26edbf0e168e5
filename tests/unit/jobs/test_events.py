"""What happened to a job: every change, in order, sealed, bounded, and of a task's words those agreed on."""

from pathlib import Path

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.jobs import events, queue
from sealcanvas.jobs.events import MOST_EVENTS, Happening, JobEvent, reported
from sealcanvas.jobs.job import Failure, Job, JobSpec, JobState, Progress
from sealcanvas.jobs.supervision.dispatcher import Dispatcher
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT, call_as, make_instance


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    return make_instance(tmp_path)


@pytest.fixture
def job(instance: Instance) -> Job:
    spec = JobSpec(
        kind="test",
        arn=f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:automl-job/one",
        role_arn=f"arn:aws:iam::{ACCOUNT}:role/Runner",
        service="sagemaker",
        task="echo",
        payload={},
    )
    return queue.submit(call_as(instance, Principal.root(ACCOUNT)), spec)


def tell(instance: Instance, job: Job, phase: str, fraction: float, **details: object) -> None:
    with instance.database.transaction() as connection:
        what = reported("Running", 1, Progress(phase, fraction, details))
        events.append(connection, job.job_id, instance.clock(), what)


def told(instance: Instance, job: Job, number: int = 0, limit: int = 1000) -> list[JobEvent]:
    with instance.database.read() as connection:
        return events.after(connection, job.job_id, number, limit)


def test_each_change_is_an_event_and_how_far_the_work_is_replaces_the_one_before(instance: Instance, job: Job) -> None:
    Dispatcher(instance, "me", 1).next()
    tell(instance, job, "ModelTuning", 0.1, candidate="lightgbm-1", best=0.7, metric="F1", direction="Maximize")
    tell(instance, job, "ModelTuning", 0.2, candidate="lightgbm-1", best=0.7, metric="F1", direction="Maximize")
    seen = told(instance, job)[-1].number
    tell(instance, job, "ModelTuning", 0.3, candidate="lightgbm-1", best=0.7, eta_seconds=12.5)
    tell(instance, job, "ModelTuning", 0.4, candidate="extra-trees-2", best=0.8)
    queue.end(instance, job.job_id, JobState.FAILED, failure=Failure("ClientError", "No such column."))
    found = [(event.what.state, event.what.fraction, event.what.candidate) for event in told(instance, job)]
    assert found == [
        ("Queued", None, ""),
        ("Running", None, ""),
        ("Running", 0.3, "lightgbm-1"),
        ("Running", 0.4, "extra-trees-2"),
        ("Failed", None, ""),
    ]
    assert told(instance, job)[2].what.eta_seconds == 12.5
    assert told(instance, job)[-1].what.message == "ClientError: No such column."
    assert [event.what.fraction for event in told(instance, job, seen)] == [0.3, 0.4, None]


def test_the_list_is_bounded_and_numbers_are_never_used_twice(instance: Instance, job: Job) -> None:
    for number in range(MOST_EVENTS + 20):
        tell(instance, job, "ModelTuning", 0.1, candidate=f"c-{number}")
    found = told(instance, job)
    assert len(found) == MOST_EVENTS
    assert found[-1].what.candidate == f"c-{MOST_EVENTS + 19}"
    assert [event.number for event in found] == sorted({event.number for event in found})
    assert len(told(instance, job, limit=7)) == 7


def test_events_are_sealed(instance: Instance, job: Job) -> None:
    tell(instance, job, "canary-phase", 0.1, candidate="canary-candidate", message="canary-message")
    with instance.database.read() as connection:
        assert "canary" not in str(connection.exec_driver_sql("SELECT * FROM job_events").all())


@pytest.mark.parametrize(
    "details",
    [
        {
            "candidate": 7,
            "best": "0.5",
            "metric": None,
            "direction": [],
            "eta_seconds": True,
            "message": {},
            "score": "1",
        },
        {"best": float("nan"), "eta_seconds": float("inf"), "rows": [["4711"]]},
    ],
)
def test_what_a_task_does_not_say_in_the_agreed_form_is_left_out(details: dict[str, object]) -> None:
    assert reported("Running", 1, Progress("Training", 0.5, details)) == Happening("Running", 1, "Training", 0.5)


def test_long_words_are_cut() -> None:
    what = reported("Running", 1, Progress("Training", 0.5, {"candidate": "x" * 10_000, "message": "y" * 10_000}))
    assert (len(what.candidate), len(what.message)) == (256, 1024)
