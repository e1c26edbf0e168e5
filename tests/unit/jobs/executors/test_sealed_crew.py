"""Helpers that are introduced by letter, as on a cluster: a session for one thing, a key that counts at every use."""

import base64
import secrets
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.jobs.executors.crew import Crew
from sealcanvas.jobs.executors.hands import Heard
from sealcanvas.jobs.executors.helper_process import HelperProcess
from sealcanvas.jobs.executors.host import LetterHost
from sealcanvas.jobs.executors.letters import Introduction
from sealcanvas.jobs.executors.local import LocalHands
from sealcanvas.jobs.executors.seal import JOB_CONTEXT, Exchange
from sealcanvas.jobs.job import JobSpec
from sealcanvas.jobs.supervision.role_session import RoleSession
from sealcanvas.jobs.task import TaskFailed
from sealcanvas.jobs.working.clients import Clients
from sealcanvas.jobs.working.interruption import KeyRefused
from sealcanvas.kms import kms
from sealcanvas.ml.progress import Progress
from sealcanvas.volumes.held_key import CacheBound, HeldKey
from tests.support.instance import ACCOUNT, REGION
from tests.support.working import Working, working
from tests.unit.jobs.executors.conftest import build, parts

pytestmark = pytest.mark.slow

ARN = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:automl-job/exchange"


class SealedHands(LocalHands):
    """Helpers on this machine that must be introduced; remembers what crossed, and may spoil an answer."""

    def __init__(self, width: int) -> None:
        self.crossed: list[bytes] = []
        self.spoil = False
        super().__init__(width)

    def _start(self) -> None:
        number, self._made = self._made, self._made + 1
        folder = self._folder / str(number)
        folder.mkdir(mode=0o700)
        self._helpers[number] = HelperProcess(folder, threads=1, scratch_bytes=1 << 20, sealed=True)

    def give(self, helper: int, head: dict[str, Any], body: bytes = b"") -> None:
        self.crossed.append(body)
        super().give(helper, head, body)

    def hear(self, seconds: float) -> Heard | None:
        heard = super().hear(seconds)
        if heard is not None:
            self.crossed.append(heard.body)
            if self.spoil and heard.head["type"] == "result":
                middle = len(heard.body) // 2
                spoilt = heard.body[:middle] + bytes([heard.body[middle] ^ 1]) + heard.body[middle + 1 :]
                return Heard(heard.helper, heard.head, spoilt)
        return heard


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Working]:
    with working(tmp_path / "home") as world:
        yield world


def spec(world: Working) -> JobSpec:
    return JobSpec("test", ARN, world.role_arn, "sagemaker", "work", {}, volume_key=world.key_arn)


def session(world: Working) -> RoleSession:
    return RoleSession(world.instance, spec(world), lambda _: None, 15.0, helpers=True)


class Exchanged:
    """The worker's side of an exchange."""

    def __init__(self, world: Working, width: int = 2, seconds: float = 1.0) -> None:
        credentials = session(world).begin()
        self.session = session(world).for_helpers()
        clients = Clients(world.endpoint, REGION, credentials)
        context = {JOB_CONTEXT: ARN}
        key = HeldKey(lambda: clients.current("kms"), world.key_arn, context, CacheBound(seconds, 1000))
        wrapped = key.create()
        exchange = f"exchange-{secrets.token_hex(4)}"
        cache = {"seconds": seconds, "uses": 1000}
        self.introduction = Introduction(
            exchange, world.role_arn, key.key_arn, wrapped, context, world.endpoint, "", REGION, cache, self.session
        )
        self.host = LetterHost(self.introduction)
        self.hands = SealedHands(width)
        self.crew = Crew(self.hands, Exchange(exchange, key, world.role_arn), self.host)


@pytest.fixture
def exchanged(world: Working, monkeypatch: pytest.MonkeyPatch) -> Iterator[Exchanged]:
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("TMPDIR", folder)
        exchanged = Exchanged(world)
        yield exchanged
        exchanged.crew.close()


def test_sealed_units_give_the_same_model_and_show_nothing(people: Any, exchanged: Exchanged) -> None:
    assert parts(build(people, exchanged.crew)) == parts(build(people))
    crossed = b"".join(exchanged.hands.crossed)
    matrix = people["a"].to_numpy()
    session = exchanged.session
    for secret in (
        matrix[:4].tobytes(),
        b"penalties",
        session["secret_key"].encode(),
        session["session_token"].encode(),
    ):
        assert secret not in crossed
    assert b"SLCV" in crossed


def test_the_session_of_helpers_opens_their_exchange_and_nothing_else(world: Working, exchanged: Exchanged) -> None:
    client = Clients(world.endpoint, REGION, exchanged.session).current("kms")
    wrapped = exchanged.introduction.wrapped_key
    context = {JOB_CONTEXT: ARN}
    assert len(client.decrypt(CiphertextBlob=wrapped, EncryptionContext=context)["Plaintext"]) == 32
    other = kms.operations["GenerateDataKey"](
        world.root, {"KeyId": world.key_arn, "KeySpec": "AES_256", "EncryptionContext": {JOB_CONTEXT: ARN + "2"}}
    )["CiphertextBlob"]
    attempts: list[Callable[[], Any]] = [
        lambda: client.decrypt(CiphertextBlob=other, EncryptionContext={JOB_CONTEXT: ARN + "2"}),
        lambda: client.generate_data_key(KeyId=world.key_arn, KeySpec="AES_256", EncryptionContext=context),
        lambda: client.describe_key(KeyId=world.key_arn),
        lambda: Clients(world.endpoint, REGION, exchanged.session).current("s3").list_buckets(),
    ]
    for attempt in attempts:
        with pytest.raises(Exception, match=r"session policy|AccessDenied|not authorized"):
            attempt()


@pytest.mark.parametrize("how", ["disabled", "statement"])
def test_a_key_that_is_taken_away_ends_the_units_and_says_which(
    people: Any, world: Working, exchanged: Exchanged, how: str
) -> None:
    def take_away(progress: Progress) -> None:
        if progress.phase == "ModelTuning" and progress.candidate:
            if how == "disabled":
                kms.operations["DisableKey"](world.root, {"KeyId": world.key_arn})
            else:
                world.let("kms:GenerateDataKey")

    with pytest.raises(KeyRefused) as caught:
        build(people, exchanged.crew, take_away, most=400)
    for word in (world.key_arn, "kms:Decrypt", "Runner"):
        assert word in caught.value.failure.message


def test_helpers_that_may_not_open_the_exchange_say_so_at_once(
    people: Any, world: Working, exchanged: Exchanged
) -> None:
    world.let("kms:GenerateDataKey")
    with pytest.raises(KeyRefused) as caught:
        build(people, exchanged.crew)
    assert "kms:Decrypt" in caught.value.failure.message


def test_what_was_changed_on_its_way_is_not_taken(people: Any, exchanged: Exchanged) -> None:
    exchanged.hands.spoil = True
    with pytest.raises(TaskFailed, match="changed on its way"):
        build(people, exchanged.crew)


def test_a_letter_for_another_helper_is_of_no_use(exchanged: Exchanged) -> None:
    frames = [helper.link.receive(60) for helper in exchanged.hands._helpers.values()]
    hellos = [frame[0] for frame in frames if frame is not None]
    letter = exchanged.host.introduce(0, hellos[0])
    exchanged.hands.give(1, {"type": "open"}, letter)
    answer = exchanged.hands._helpers[1].link.receive(60)
    assert answer is not None
    assert answer[0]["type"] == "failed"
    assert base64.b64decode(hellos[0]["public_key"]) != base64.b64decode(hellos[1]["public_key"])


def test_fresh_sessions_reach_helpers_that_are_at_work(people: Any, world: Working, exchanged: Exchanged) -> None:
    letters: list[bool] = []

    def renew(progress: Progress) -> None:
        if progress.phase == "ModelTuning" and progress.candidate and not letters:
            letters.append(True)
            exchanged.host.refresh(
                credentials=session(world).for_helpers(),
                cache={"seconds": 0.0, "uses": 0},
            )

    build(people, exchanged.crew, renew, most=6)
    assert letters
    assert None in [exchanged.host.news(helper) for helper in exchanged.hands._helpers]  # whoever got a unit since
