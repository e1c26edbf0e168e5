"""Requests that wait for something hold no thread: others are answered meanwhile, and they as soon as it is there."""

import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.crypto.secret import Secret
from sealcanvas.iam.administrator import administrator_credentials, ensure_administrator
from sealcanvas.jobs import queue
from sealcanvas.jobs.job import JobSpec, JobState
from sealcanvas.server.asgi import Application
from sealcanvas.server.compose import open_instance
from sealcanvas.server.door import Door
from sealcanvas.server.http import BackgroundServer
from sealcanvas.server.run import utc_now
from sealcanvas.service.instance import Instance
from sealcanvas.wire.client import connect
from tests.support.instance import ACCOUNT, REGION, call_as

ARN = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:automl-job/churn"
THREADS = 2


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    root = Secret(bytes(range(32)))
    instance = open_instance(tmp_path, root, account=ACCOUNT, region=REGION, clock=utc_now)
    ensure_administrator(instance)
    return instance


class World:
    """A server on a Unix socket, and clients of it."""

    def __init__(self, instance: Instance, folder: str) -> None:
        self.instance = instance
        self.path = Path(folder) / "wire.sock"
        self.application = Application(Door(instance), threads=THREADS)
        self.server = BackgroundServer(self.application, self.path)
        self.server.start()
        spec = JobSpec("automl", ARN, f"arn:aws:iam::{ACCOUNT}:role/R", "sagemaker", "automl", {})
        self.job_id = queue.submit(call_as(instance, Principal.root(ACCOUNT)), spec).job_id
        self.token = self.client().list_job_events(JobArn=ARN)["NextToken"]

    def client(self) -> Any:
        key_id, secret = administrator_credentials(self.instance)
        return connect("sealcanvas", str(self.path), key_id, secret.reveal().decode(), None, REGION)

    def until_waiting(self, count: int) -> None:
        """Return once `count` requests are parked, however slow the machine is."""
        parking, over = self.application._parking, time.monotonic() + 60
        while parking._places - parking._free < count:
            assert time.monotonic() < over, "nobody waits"
            time.sleep(0.05)

    def wait(self, seconds: int) -> tuple[dict[str, Any], float]:
        began = time.monotonic()
        answer = self.client().list_job_events(JobArn=ARN, NextToken=self.token, WaitSeconds=seconds)
        return answer, time.monotonic() - began


@pytest.fixture
def world(instance: Instance) -> Iterator[World]:
    with tempfile.TemporaryDirectory(prefix="sealcanvas-test-") as folder:
        world = World(instance, folder)
        yield world
        world.server.stop()
        world.application.close()
        instance.database.close()


@pytest.mark.wall_clock
def test_many_wait_on_few_threads_and_all_hear_at_once(world: World) -> None:
    with ThreadPoolExecutor(6 * THREADS) as pool:
        waiting = [pool.submit(world.wait, 20) for _ in range(6 * THREADS)]
        world.until_waiting(6 * THREADS)
        began = time.monotonic()
        assert world.client().list_jobs()["Jobs"]
        assert time.monotonic() - began < 2
        queue.end(world.instance, world.job_id, JobState.STOPPED)
        ended = time.monotonic()
        for each in waiting:
            answer, _ = each.result()
            assert [event["State"] for event in answer["Events"]] == ["Stopped"]
        assert time.monotonic() - ended < 5


def test_whoever_waits_in_vain_is_answered_in_time(world: World) -> None:
    answer, seconds = world.wait(1)
    assert answer["Events"] == []
    assert 1 <= seconds < 10


def test_one_too_many_is_answered_at_once(world: World) -> None:
    world.application._parking._free = 0
    answer, seconds = world.wait(20)
    assert answer["Events"] == []
    assert seconds < 10


@pytest.mark.wall_clock
def test_a_server_that_stops_answers_whoever_waits(world: World) -> None:
    answers: list[dict[str, Any]] = []
    thread = threading.Thread(target=lambda: answers.append(world.wait(20)[0]))
    thread.start()
    world.until_waiting(1)
    began = time.monotonic()
    world.server.stop()
    thread.join()
    assert time.monotonic() - began < 5
    assert answers[0]["Events"] == []
