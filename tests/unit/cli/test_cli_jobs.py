"""`sealcanvas jobs`: what stands in the table and in the JSON, watching, and stopping; exit codes 0, 1 and 2."""

import json
import threading
import time
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sealcanvas.cli import cli
from sealcanvas.iam.administrator import ensure_administrator
from sealcanvas.jobs import events, queue
from sealcanvas.jobs.events import reported
from sealcanvas.jobs.job import Failure, Job, JobSpec, JobState, Progress
from sealcanvas.jobs.priority import Priority
from sealcanvas.jobs.supervision.dispatcher import Dispatcher
from sealcanvas.server.home import Home
from sealcanvas.server.opened import opened
from sealcanvas.service.instance import Instance
from tests.support.instance import call_as


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A state folder with three jobs: one that runs, one that waits, one that failed."""
    key = str(tmp_path / "root.key")
    monkeypatch.setenv("SEALCANVAS_ROOT_KEY", key)
    home = Home(tmp_path / "state", {"SEALCANVAS_ROOT_KEY": key})
    home.create("111122223333")
    with opened(home) as instance:
        ensure_administrator(instance)
        failed = submit(instance, "failed\x1b[31m")
        queue.end(instance, failed.job_id, JobState.FAILED, failure=Failure("ClientError", "No column 売上."))
        running = submit(instance, "runs", Priority.QUICK)
        Dispatcher(instance, "me", 2).next()
        details = {"best": 0.875, "metric": "F1", "direction": "Maximize", "eta_seconds": 90.0}
        with instance.database.transaction() as connection:
            what = reported("Running", 1, Progress("ModelTuning", 0.4, details))
            events.append(connection, running.job_id, instance.clock(), what)
        submit(instance, "waits")
    return home


def arn(name: str) -> str:
    return f"arn:aws:sagemaker:us-east-1:111122223333:automl-job/{name}"


def submit(instance: Instance, name: str, priority: Priority = Priority.STANDARD) -> Job:
    from sealcanvas.access.principal import Principal

    role = "arn:aws:iam::111122223333:role/Runner"
    spec = JobSpec("automl", arn(name), role, "sagemaker", "automl", {}, priority=priority)
    return queue.submit(call_as(instance, Principal.root("111122223333")), spec)


def run(home: Home, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["jobs", *arguments, "--home", str(home.folder)])


def test_the_table_tells_how_each_job_stands_and_obeys_no_name(home: Home) -> None:
    result = run(home)
    assert result.exit_code == 0
    waits, runs, failed = result.stdout.splitlines()[1:]
    assert waits.split()[:4] == ["Queued", "build", "waits", "(submitted"]
    assert f"{datetime.now().astimezone():%Y-%m}" in runs
    assert "no server is up" in result.stderr
    for word in ("Running", "ModelTuning", "40%", "F1 0.875", "90 s", arn("runs")):
        assert word in runs
    assert "No column 売上." in failed
    assert "\x1b" not in failed


def test_json_is_what_describe_job_answers(home: Home) -> None:
    found = json.loads(run(home, "--json", "--state", "Running").stdout)
    assert [job["JobArn"] for job in found] == [arn("runs")]
    assert found[0]["BestScore"] == {"MetricName": "F1", "Value": 0.875, "Direction": "Maximize"}
    assert json.loads(run(home, "--json", "--kind", "none").stdout) == []
    assert len(json.loads(run(home, "--json", "--kind", "build").stdout)) == 3
    assert found[0]["For"] == "runs"
    assert len(json.loads(run(home, "--json", "--limit", "2").stdout)) == 2
    assert run(home, "--account", "444455556666").stdout == "There are no such jobs.\n"


def test_a_job_is_stopped_and_that_is_harmless_when_repeated(home: Home) -> None:
    for _ in range(2):
        result = run(home, "stop", arn("waits"))
        assert (result.exit_code, result.stdout) == (0, "Stopped\n")
    assert json.loads(run(home, "stop", arn("runs"), "--json").stdout) == {"State": "Stopping"}
    with opened(home) as instance:
        assert "StopJob" in [record["eventName"] for record in instance.trail.newest(5)]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("stop", arn("none")), 1, "`sealcanvas jobs` lists those that there are"),
        (("stop", "churn-with-a-name-of-its-own"), 2, "is not the ARN of a job: `sealcanvas jobs` lists them"),
        (("stop", "foo"), 2, "for example arn:aws:sagemaker:us-east-1:111122223333:automl-job/NAME"),
        (("stop", "arn:aws:s3:::a-bucket/and-a-key"), 2, "is not the ARN of a job"),
        (("stop",), 2, "Missing argument"),
        (("--state", "Sleeping"), 2, "Sleeping"),
        (("--limit", "0"), 2, "limit"),
    ],
)
def test_failures_and_misuse(home: Home, arguments: tuple[str, ...], code: int, words: str) -> None:
    result = run(home, *arguments)
    assert result.exit_code == code
    assert words in result.stderr
    assert "Traceback" not in result.output


def test_whoever_watches_sees_every_change_until_nothing_is_under_way(home: Home) -> None:
    def end_all() -> None:
        time.sleep(1.5)
        with opened(home) as instance:
            for name in ("runs", "waits"):
                job = queue.find(instance, arn(name))
                assert job is not None
                queue.end(instance, job.job_id, JobState.SUCCEEDED)

    thread = threading.Thread(target=end_all)
    thread.start()
    result = run(home, "--watch", "--json")
    thread.join()
    assert result.exit_code == 0
    looks = [json.loads(line) for line in result.stdout.splitlines()]
    assert [job["State"] for job in looks[0]] == ["Queued", "Running", "Failed"]
    assert [job["State"] for job in looks[-1]] == ["Succeeded", "Succeeded", "Failed"]
