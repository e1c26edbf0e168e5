"""Whose job runs next: fair between accounts, by urgency within one, and nobody starves."""

from pathlib import Path

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.jobs import queue
from sealcanvas.jobs.job import Job, JobSpec, JobState
from sealcanvas.jobs.priority import Priority
from sealcanvas.jobs.supervision.dispatcher import Dispatcher
from sealcanvas.service.instance import Instance
from tests.support.clock import Clock
from tests.support.instance import ACCOUNT, call_as, make_instance

OTHER = "444455556666"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def instance(tmp_path: Path, clock: Clock) -> Instance:
    return make_instance(tmp_path, clock)


def submit(
    instance: Instance, name: str, priority: Priority = Priority.STANDARD, account: str = ACCOUNT, *, count: int = 1
) -> None:
    for number in range(count):
        spec = JobSpec(
            kind="test",
            arn=f"arn:aws:sagemaker:us-east-1:{account}:automl-job/{name}{number if count > 1 else ''}",
            role_arn=f"arn:aws:iam::{account}:role/Runner",
            service="sagemaker",
            task="echo",
            payload={},
            priority=priority,
        )
        queue.submit(call_as(instance, Principal.root(account)), spec)


def drain(instance: Instance, dispatcher: Dispatcher, most: int = 1000) -> list[str]:
    """Run what is queued, one after the other; the names in the order of their turns."""
    names: list[str] = []
    while len(names) < most and (job := dispatcher.next()) is not None:
        names.append(name(job))
        end(instance, dispatcher, job)
    return names


def end(instance: Instance, dispatcher: Dispatcher, job: Job) -> None:
    queue.end(instance, job.job_id, JobState.SUCCEEDED)
    dispatcher.over(job)


def name(job: Job | None) -> str:
    return job.arn.rpartition("/")[2] if job else ""


def test_jobs_are_taken_by_urgency_then_in_their_order_and_once(instance: Instance) -> None:
    for priority in (Priority.AUTOMATION, Priority.STANDARD, Priority.INTERACTIVE, Priority.QUICK):
        for each in "ab":
            submit(instance, f"{priority.name.lower()}-{each}", priority)
    wanted = [f"{kind}-{each}" for kind in ("interactive", "quick", "standard", "automation") for each in "ab"]
    assert drain(instance, Dispatcher(instance, "me", 1)) == wanted


def test_whoever_waits_is_overtaken_so_many_times_and_no_more(instance: Instance) -> None:
    dispatcher = Dispatcher(instance, "me", 1)
    submit(instance, "automation", Priority.AUTOMATION)
    submit(instance, "standard", Priority.STANDARD)
    submit(instance, "preview", Priority.INTERACTIVE, count=200)
    order = drain(instance, dispatcher)
    assert len(order) == 202
    assert 30 < order.index("standard") < 50
    assert 150 < order.index("automation") < 170


def test_a_flood_of_one_account_lets_the_other_in_at_the_next_turn(instance: Instance) -> None:
    dispatcher = Dispatcher(instance, "me", 1)
    submit(instance, "flood", Priority.INTERACTIVE, count=100)
    assert drain(instance, dispatcher, 5) == [f"flood{n}" for n in range(5)]
    for each in "xy":
        submit(instance, each, Priority.AUTOMATION, OTHER)
    assert drain(instance, dispatcher, 4) == ["x", "flood5", "y", "flood6"]


def test_who_has_less_at_work_comes_first(instance: Instance) -> None:
    dispatcher = Dispatcher(instance, "me", 3)
    submit(instance, "mine", Priority.QUICK, count=3)
    submit(instance, "theirs", Priority.QUICK, OTHER, count=3)
    running = [dispatcher.next() for _ in range(3)]
    assert [name(job) for job in running] == ["mine0", "theirs0", "mine1"]
    assert running[0] is not None
    end(instance, dispatcher, running[0])
    assert name(dispatcher.next()) == "theirs1"


def test_an_account_runs_so_many_jobs_at_a_time_and_no_more(instance: Instance) -> None:
    dispatcher = Dispatcher(instance, "me", 4, most=2)
    submit(instance, "mine", Priority.QUICK, count=4)
    first = dispatcher.next()
    assert [name(first), name(dispatcher.next()), name(dispatcher.next())] == ["mine0", "mine1", ""]
    assert first is not None
    end(instance, dispatcher, first)
    assert name(dispatcher.next()) == "mine2"


@pytest.mark.parametrize(("slots", "long"), [(2, 1), (4, 3)])
def test_long_jobs_leave_a_slot_to_the_others(instance: Instance, slots: int, long: int) -> None:
    dispatcher = Dispatcher(instance, "me", slots)
    submit(instance, "long", Priority.STANDARD, count=slots)
    taken = [dispatcher.next() for _ in range(slots)]
    assert sum(job is not None for job in taken) == long
    submit(instance, "preview", Priority.INTERACTIVE)
    assert name(dispatcher.next()) == "preview"


def test_a_lone_slot_runs_long_jobs_too(instance: Instance) -> None:
    submit(instance, "long", Priority.STANDARD)
    assert name(Dispatcher(instance, "me", 1).next()) == "long"


def test_what_is_said_to_run_and_does_not_is_queued_again_whatever_the_clock_says(
    instance: Instance, clock: Clock
) -> None:
    dispatcher = Dispatcher(instance, "me", 4)
    submit(instance, "lost")
    submit(instance, "runs")
    lost, runs = dispatcher.next(), dispatcher.next()
    assert lost is not None
    assert runs is not None
    for jump in (86_400.0, -172_800.0):
        clock.advance(seconds=jump)
        dispatcher.reclaim()
        assert queue.find(instance, lost.arn).state is JobState.RUNNING  # type: ignore[union-attr]  # it is there
    dispatcher.over(lost)  # its end could not be recorded
    dispatcher.reclaim()
    assert queue.find(instance, lost.arn).state is JobState.QUEUED  # type: ignore[union-attr]  # it is there
    assert queue.find(instance, runs.arn).state is JobState.RUNNING  # type: ignore[union-attr]  # it is there


def test_a_job_that_was_stopped_meanwhile_is_passed_over(instance: Instance) -> None:
    dispatcher = Dispatcher(instance, "me", 2)
    submit(instance, "a")
    submit(instance, "b", Priority.QUICK, OTHER)
    queue.stop(instance, f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:automl-job/a")
    assert name(dispatcher.next()) == "b"
    assert dispatcher.next() is None
