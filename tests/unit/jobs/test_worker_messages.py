"""What a worker sends is held to bounds: it runs libraries over a stranger's data."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.jobs import queue
from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.job import JobSpec
from sealcanvas.jobs.supervision import outputs, run
from sealcanvas.jobs.supervision.dispatcher import Dispatcher
from sealcanvas.jobs.supervision.outcome import Failed
from sealcanvas.jobs.supervision.run import Run
from sealcanvas.jobs.supervision.settings import Bounds
from sealcanvas.jobs.supervision.worker_process import WorkerProcess
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT, call_as, make_instance


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    return make_instance(tmp_path)


@pytest.fixture
def sent() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def one(instance: Instance, sent: list[dict[str, Any]], tmp_path: Path) -> Run:
    spec = JobSpec(
        kind="messages-test",
        arn=f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:transform-job/one",
        role_arn=f"arn:aws:iam::{ACCOUNT}:role/Runner",
        service="sagemaker",
        task="transform",
        payload={},
    )
    queue.submit(call_as(instance, Principal.root(ACCOUNT)), spec)
    job = Dispatcher(instance, "me", 1).next()
    assert job is not None
    worker = SimpleNamespace(channel=SimpleNamespace(send=sent.append))
    return Run(
        instance,
        job,
        cast("WorkerProcess", worker),
        endpoint="",
        volume_id="vol-1",
        folder=tmp_path,
        threads=1,
        memory_bytes=1 << 30,
        scratch_bytes=1 << 20,
        bounds=Bounds(),
        abort=cast("Any", None),
    )


def test_outputs_are_counted_by_what_they_are_and_too_many_fail_the_job(
    one: Run, sent: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[str] = []
    monkeypatch.setattr(outputs, "note", lambda *told: noted.append(told[2]))
    monkeypatch.setattr(run, "_MOST_OUTPUTS", 3)
    uris = [f"s3://results/{number}" for number in range(3)]
    for uri in [*uris, *uris]:
        assert one._handle({"type": "output", "uri": uri}) is None
    assert noted == uris
    assert sent == [{"type": "noted"}] * 6
    outcome = one._handle({"type": "output", "uri": "s3://results/more"})
    assert isinstance(outcome, Failed)
    assert outcome.failure.message == "The job writes more than 3 objects to S3."


def test_only_what_a_worker_had_noted_is_taken_back_at_its_word(
    one: Run, sent: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []
    monkeypatch.setattr(outputs, "note", lambda *_: None)
    monkeypatch.setattr(outputs, "take_back_one", lambda *told: taken.append(told[3]))
    one._handle({"type": "output", "uri": "s3://results/mine"})
    for uri in ("s3://results/theirs", "s3://results/mine", "s3://results/mine", 7):
        assert one._handle({"type": "take back", "uri": uri}) is None
    assert taken == ["s3://results/mine"]
    assert sent == [{"type": "noted"}]


def test_a_task_has_each_object_noted_once() -> None:
    noted: list[str] = []
    quiet = cast("Any", SimpleNamespace(check=lambda: None))
    context = TaskContext({}, "", "", "", None, 1, quiet, quiet, quiet, lambda _: None, note_output=noted.append)
    for uri in ("s3://results/a", "s3://results/b", "s3://results/a"):
        context.writes(uri)
    assert noted == ["s3://results/a", "s3://results/b"]


@pytest.mark.parametrize(
    "what",
    [
        "4711 Hanako Yamada",
        "KeyError at jobs/supervision/run.py:97\nERROR forged",
        "KeyError at ../x.py:1",
        "KeyError: '4711'",
        7,
        "",
    ],
)
def test_what_is_no_type_and_place_never_reaches_the_log(
    one: Run, caplog: pytest.LogCaptureFixture, what: object
) -> None:
    one._handle({"type": "fault", "what": what})
    assert caplog.text == ""


def test_a_few_faults_are_logged(one: Run, caplog: pytest.LogCaptureFixture) -> None:
    for line in range(100):
        one._handle({"type": "fault", "what": f"KeyError at jobs/tasks/automl.py:{line}"})
    assert caplog.text.count("KeyError at jobs/tasks/automl.py") == 5
