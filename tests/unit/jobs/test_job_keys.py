"""KEYS' rules for who works with a role's credentials, in real worker processes: renewal, cache bound, storage."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sealcanvas.crypto.secret import Secret
from sealcanvas.iam import iam
from sealcanvas.jobs.job import JobSpec, JobState
from sealcanvas.jobs.supervision import minting, role_session
from sealcanvas.jobs.supervision.settings import Bounds
from sealcanvas.kms import kms
from sealcanvas.kms.cache import set_cache_policy
from sealcanvas.service.instance import Instance
from sealcanvas.storage.metadata import metadata
from sealcanvas.sts.credentials import Credentials
from tests.support.working import Working, working

pytestmark = pytest.mark.slow


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Working]:
    with working(tmp_path / "home", Bounds(stop_seconds=2, heartbeat_seconds=20, poll_seconds=0.2)) as world:
        set_cache_policy(world.instance, seconds=1.0, uses=1000)
        yield world


def start(world: Working, name: str) -> str:
    arn = world.start(name, "work")
    world.wait(arn, lambda job: job.progress.fraction > 0)
    return arn


def decrypts(world: Working) -> list[dict[str, str]]:
    """The encryption contexts of the renewals that KMS saw, as the role through SageMaker."""
    return [
        record["requestParameters"]["EncryptionContext"]
        for record in world.instance.trail.newest(200)
        if record["eventName"] == "Decrypt"
        and record["userIdentity"]["arn"].endswith(":assumed-role/Runner/SageMaker")
        and record["sealcanvas"]["via"][-1].startswith("sagemaker.")
    ]


def test_a_running_job_renews_in_every_period(world: Working) -> None:
    arn = start(world, "renewing")
    before, began = len(decrypts(world)), time.monotonic()
    time.sleep(4)
    periods = time.monotonic() - began
    contexts = decrypts(world)
    assert len(contexts) - before >= int(periods) - 1
    assert len({context["aws:ebs:id"] for context in contexts}) == 1
    assert next(iter(contexts))["aws:ebs:id"].startswith("vol-")
    assert world.wait(arn, lambda job: job.state is JobState.RUNNING)


@pytest.mark.parametrize(
    "take",
    [
        pytest.param(lambda w: w.let("kms:GenerateDataKey"), id="statement removed"),
        pytest.param(lambda w: kms.operations["DisableKey"](w.root, {"KeyId": w.key_arn}), id="key disabled"),
        pytest.param(
            lambda w: kms.operations["ScheduleKeyDeletion"](w.root, {"KeyId": w.key_arn}), id="key pending deletion"
        ),
    ],
)
def test_what_takes_the_key_away_ends_the_job_within_a_period(world: Working, take: Callable[[Working], None]) -> None:
    arn = start(world, "taken")
    take(world)
    job = world.wait(arn, seconds=5)
    assert job.state is JobState.FAILED
    assert job.failure is not None
    for word in ("kms:Decrypt", world.key_arn, "Runner"):
        assert word in job.failure.message


def test_a_trust_policy_that_changed_ends_the_job(world: Working) -> None:
    arn = start(world, "untrusted")
    trust = {"Effect": "Allow", "Principal": {"Service": "forecast.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam.operations["UpdateAssumeRolePolicy"](world.root, {"RoleName": "Runner", "PolicyDocument": document})
    job = world.wait(arn, seconds=6)
    assert job.state is JobState.FAILED
    assert job.failure is not None
    assert world.role_arn in job.failure.message


def test_another_cache_bound_reaches_a_running_worker_at_once(world: Working) -> None:
    set_cache_policy(world.instance, seconds=300, uses=1_000_000)
    arn = start(world, "bound")
    set_cache_policy(world.instance, seconds=0, uses=0)
    time.sleep(2.5)
    before = len(decrypts(world))
    time.sleep(3)
    assert len(decrypts(world)) > before, "with the cache off it renews every second"
    world.let()
    job = world.wait(arn, seconds=5)
    assert job.failure is not None
    assert "kms:Decrypt" in job.failure.message


def test_no_credentials_and_no_keys_are_stored(world: Working, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Credentials] = []

    def minted(instance: Instance, spec: JobSpec) -> Credentials:
        given.append(minting.mint(instance, spec))
        return given[-1]

    monkeypatch.setattr(role_session, "mint", minted)
    opened: list[bytes] = []
    made = Secret.__init__

    def kept(secret: Secret, value: bytes | bytearray) -> None:
        opened.append(bytes(value))
        made(secret, value)

    monkeypatch.setattr(Secret, "__init__", kept)
    arn = start(world, "stored")
    world.wait(world.start("other", "echo", text="x"), lambda job: job.state is JobState.QUEUED)
    with world.instance.database.read() as connection:
        rows = [row for table in metadata.sorted_tables for row in connection.execute(table.select())]
    texts = [str(value) for row in rows for value in row if value is not None]
    binaries = [bytes(value) for row in rows for value in row if isinstance(value, bytes | bytearray)]
    assert any(arn in text for text in texts), "the rows are read in the clear"
    assert given
    for credentials in given:
        for secret in (credentials.secret.reveal().decode(), credentials.session_token):
            assert not [text for text in texts if secret in text]
    # Every secret that the server held meanwhile: none of a data key's 32 bytes lies in a row.
    for key in {each for each in opened if len(each) == 32}:
        assert not [value for value in binaries if key in value]
        assert not [text for text in texts if key.hex() in text]
