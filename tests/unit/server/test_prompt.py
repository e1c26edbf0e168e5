"""Operations that are answered where they come in: answers, refusals and records as by a thread, and as durable."""

import asyncio
import tempfile
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from sealcanvas.crypto.secret import Secret
from sealcanvas.iam.administrator import administrator_credentials, ensure_administrator
from sealcanvas.kms.cache import set_cache_policy
from sealcanvas.server.asgi import Application
from sealcanvas.server.compose import open_instance
from sealcanvas.server.door import Answer, Door
from sealcanvas.server.http import BackgroundServer
from sealcanvas.server.run import utc_now
from sealcanvas.service.instance import Instance
from sealcanvas.storage.commit_group import CommitFailed
from sealcanvas.wire.client import connect
from tests.support.instance import ACCOUNT, REGION


class World:
    """A server on a Unix socket, and a client of its key."""

    def __init__(self, instance: Instance, path: Path) -> None:
        self.instance = instance
        self.path = path
        self.application = Application(Door(instance), threads=1)
        self.server = BackgroundServer(self.application, path)
        self.server.start()
        key_id, secret = administrator_credentials(instance)
        self.kms: Any = connect("kms", str(path), key_id, secret.reveal().decode(), None, REGION)
        self.key: str = self.kms.create_key()["KeyMetadata"]["KeyId"]

    def generate(self, **further: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.kms.generate_data_key(KeyId=self.key, KeySpec="AES_256", **further)
        return answer

    def newest(self) -> dict[str, Any]:
        return self.instance.trail.newest(1)[0]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    instance = open_instance(tmp_path, Secret(bytes(range(32))), account=ACCOUNT, region=REGION, clock=utc_now)
    ensure_administrator(instance)
    with tempfile.TemporaryDirectory(prefix="sealcanvas-test-") as folder:
        world = World(instance, Path(folder) / "wire.sock")
        set_cache_policy(instance, 3600, 1_000_000)
        blob = world.generate()["CiphertextBlob"]
        world.kms.decrypt(CiphertextBlob=blob)  # from now on all that they need is remembered
        yield world
        world.server.stop()
        world.application.close()
        instance.database.close()


@pytest.fixture
def no_thread(world: World) -> Iterator[None]:
    """The threads that would take a request over are all busy."""
    over = threading.Event()
    for _ in range(2):  # of a Unix socket's pool, which has twice as many
        world.application._workers.submit(over.wait, 20)
    yield
    over.set()


@pytest.mark.usefixtures("no_thread")
def test_it_takes_no_thread(world: World) -> None:
    answer = world.generate(EncryptionContext={"a": "b"})
    opened = world.kms.decrypt(CiphertextBlob=answer["CiphertextBlob"], EncryptionContext={"a": "b"})
    assert opened["Plaintext"] == answer["Plaintext"]
    assert world.newest()["eventName"] == "Decrypt"


@pytest.mark.usefixtures("no_thread")
def test_a_refusal_is_on_record_before_it_is_told(world: World) -> None:
    blob = world.generate(EncryptionContext={"a": "b"})["CiphertextBlob"]
    with pytest.raises(ClientError, match="InvalidCiphertextException"):
        world.kms.decrypt(CiphertextBlob=blob, EncryptionContext={"a": "c"})
    assert world.newest()["errorCode"] == "InvalidCiphertextException"


def test_what_is_not_remembered_goes_the_way_of_all_others(world: World) -> None:
    world.kms.disable_key(KeyId=world.key)
    with pytest.raises(ClientError, match="DisabledException"):
        world.generate()
    world.kms.enable_key(KeyId=world.key)
    assert len(world.generate()["Plaintext"]) == 32
    assert [each["eventName"] for each in world.instance.trail.newest(4)] == [
        "GenerateDataKey",
        "EnableKey",
        "GenerateDataKey",
        "DisableKey",
    ]


def test_every_answer_has_its_record_however_many_ask_at_once(world: World) -> None:
    before = world.instance.trail.verify()
    threads = [threading.Thread(target=lambda: [world.generate() for _ in range(25)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert world.instance.trail.verify() == before + 200


def test_what_cannot_be_made_durable_is_not_answered(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_promised: list[Any]) -> None:
        monkeypatch.undo()
        raise CommitFailed("the disk is full")

    monkeypatch.setattr(world.instance.database, "keep", full)
    answer = world.generate()  # the client's second try
    assert answer["ResponseMetadata"]["RetryAttempts"] == 1


def test_a_fault_of_ours_fails_those_who_wait_for_it_and_nobody_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_promised: list[Any]) -> None:
        monkeypatch.undo()
        raise RuntimeError

    monkeypatch.setattr(world.instance.database, "keep", broken)
    assert world.generate()["ResponseMetadata"]["RetryAttempts"] == 1
    assert len(world.generate()["Plaintext"]) == 32


def test_a_loop_that_ended_meanwhile_holds_up_no_other(world: World) -> None:
    waiting, released = threading.Event(), threading.Event()

    def busy() -> None:
        with world.instance.database.read():
            waiting.set()
            released.wait(20)

    thread = threading.Thread(target=busy)
    thread.start()
    waiting.wait()
    loop = asyncio.new_event_loop()
    record = partial(world.instance.trail.record, [])
    promise = loop.create_task(world.application._prompt.answer(lambda: cast("Answer", record())))
    loop.run_until_complete(asyncio.sleep(0))
    promise.cancel()
    loop.run_until_complete(asyncio.gather(promise, return_exceptions=True))
    loop.close()
    released.set()
    thread.join()
    assert len(world.generate()["Plaintext"]) == 32


@pytest.mark.usefixtures("no_thread")
def test_what_is_large_is_left_to_a_thread(world: World) -> None:
    key_id, secret = administrator_credentials(world.instance)
    token = secret.reveal().decode()
    patient = connect("kms", str(world.path), key_id, token, None, REGION, attempts=1, read_timeout=1)
    with pytest.raises(ReadTimeoutError):
        patient.encrypt(KeyId=world.key, Plaintext=b"a" * (1 << 20))
