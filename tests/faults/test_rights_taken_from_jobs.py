"""What a job may do is taken away while it runs: it ends within one period, says why, and leaves nothing behind.

Given back, a new job works.
"""

import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sealcanvas.iam import iam
from sealcanvas.jobs.job import JobState
from sealcanvas.jobs.queue import find, stop
from sealcanvas.jobs.supervision.minting import SESSION_SECONDS
from sealcanvas.jobs.supervision.settings import Bounds
from sealcanvas.kms import kms
from sealcanvas.kms.cache import set_cache_policy
from sealcanvas.s3 import s3
from sealcanvas.server.run import utc_now
from tests.support.working import Working, working

pytestmark = pytest.mark.slow

Change = Callable[[Working], None]


def _disable(world: Working) -> None:
    kms.operations["DisableKey"](world.root, {"KeyId": world.key_arn})


def _enable(world: Working) -> None:
    kms.operations["EnableKey"](world.root, {"KeyId": world.key_arn})


def _schedule(world: Working) -> None:
    kms.operations["ScheduleKeyDeletion"](world.root, {"KeyId": world.key_arn})


def _cancel(world: Working) -> None:
    kms.operations["CancelKeyDeletion"](world.root, {"KeyId": world.key_arn})
    _enable(world)


def _remove_statement(world: Working) -> None:
    world.let("kms:GenerateDataKey")


def _put_statement(world: Working) -> None:
    world.let("kms:GenerateDataKey", "kms:Decrypt")


def _trust(world: Working, service: str) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam.operations["UpdateAssumeRolePolicy"](world.root, {"RoleName": "Runner", "PolicyDocument": document})


def _distrust(world: Working) -> None:
    _trust(world, "ec2.amazonaws.com")


def _trust_again(world: Working) -> None:
    _trust(world, "sagemaker.amazonaws.com")


def _delete_role(world: Working) -> None:
    iam.operations["DeleteRolePolicy"](world.root, {"RoleName": "Runner", "PolicyName": "p"})
    iam.operations["DeleteRole"](world.root, {"RoleName": "Runner"})


def _make_role(world: Working) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam.operations["CreateRole"](world.root, {"RoleName": "Runner", "AssumeRolePolicyDocument": document})
    _put_statement(world)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Working]:
    with working(tmp_path / "home", Bounds(poll_seconds=0.2)) as world:
        set_cache_policy(world.instance, seconds=1.0, uses=1000)
        for bucket in ("results", "marks"):
            s3.operations["CreateBucket"](world.root, {"Bucket": bucket})
        world.policy({"Effect": "Allow", "Action": ["s3:PutObject", "s3:ListBucket"], "Resource": "*"})
        yield world


@pytest.mark.parametrize(
    ("take", "give_back", "words"),
    [
        (_disable, _enable, ("kms:Decrypt", "key/", "Runner")),
        (_schedule, _cancel, ("kms:Decrypt", "key/", "Runner")),
        (_remove_statement, _put_statement, ("kms:Decrypt", "key/", "Runner")),
        (_distrust, _trust_again, ("Could not assume role", "Runner", "sagemaker.amazonaws.com")),
        (_delete_role, _make_role, ("Could not assume role", "Runner", "sagemaker.amazonaws.com")),
    ],
    ids=["key disabled", "key to be deleted", "statement removed", "trust changed", "role deleted"],
)
def test_a_job_ends_when_a_right_is_taken_away(
    world: Working, take: Change, give_back: Change, words: tuple[str, ...]
) -> None:
    arn = world.start("staged", "staged", step="before second", stay=True)
    world.wait(arn, lambda job: job.progress.phase == "before second")
    assert s3.operations["ListObjectsV2"](world.root, {"Bucket": "results"})["KeyCount"] == 1
    take(world)
    taken = time.monotonic()
    job = world.wait(arn, seconds=10)
    assert time.monotonic() - taken < 8  # a period is a second; this machine may be busy
    assert job.state is JobState.FAILED
    assert job.failure is not None
    for word in words:
        assert word in job.failure.message
    assert s3.operations["ListObjectsV2"](world.root, {"Bucket": "results"})["KeyCount"] == 0
    give_back(world)
    assert world.wait(world.start("again", "echo", text="x")).state is JobState.SUCCEEDED


def test_a_clock_that_is_set_ends_no_job(world: Working) -> None:
    arn = world.start("timeless", "work")
    world.wait(arn, lambda job: job.progress.fraction > 0)
    time.sleep(3)
    # Its session is over by this clock; the signatures of its worker, whose clock stays, are still believed.
    world.instance.clock = lambda: utc_now() + timedelta(seconds=SESSION_SECONDS - 2)
    time.sleep(4)
    world.instance.clock = utc_now
    time.sleep(4)
    job = find(world.instance, arn)
    assert job is not None
    assert (job.state, job.attempt) == (JobState.RUNNING, 1)
    stop(world.instance, arn)
    assert world.wait(arn).state is JobState.STOPPED
    assert world.wait(world.start("after", "echo", text="x")).state is JobState.SUCCEEDED
