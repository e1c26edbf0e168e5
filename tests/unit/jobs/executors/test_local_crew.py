"""Helpers on this machine: the same models, nobody left behind, and what dies is replaced."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sealcanvas.jobs.executors.crew import Crew
from sealcanvas.jobs.executors.local import LocalHands
from sealcanvas.jobs.executors.seal import Plain
from sealcanvas.jobs.task import TaskFailed
from sealcanvas.ml.executor import Item, Parcel
from sealcanvas.ml.progress import Progress
from sealcanvas.ml.tabular.features import Layout
from sealcanvas.ml.tabular.models.base import Data
from sealcanvas.ml.tabular.unit import Folds, failure
from sealcanvas.ml.tabular.validation import Split
from tests.unit.jobs.executors.conftest import build, parts


@pytest.fixture
def hands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalHands]:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    hands = LocalHands(2)
    yield hands
    hands.close()
    assert list(tmp_path.iterdir()) == []


def pids(hands: LocalHands) -> list[int]:
    return [helper.pid for helper in hands._helpers.values()]


def test_helpers_give_the_model_that_this_process_gives(people: Any, hands: LocalHands) -> None:
    assert parts(build(people, Crew(hands, Plain()))) == parts(build(people))


def test_helpers_hold_nothing_of_the_environment(hands: LocalHands) -> None:
    for pid in pids(hands):
        names = {entry.split(b"=")[0].decode() for entry in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")}
        assert not {name for name in names if name.startswith(("AWS_", "SEALCANVAS_"))}
        for descriptor in (1, 2):
            assert str(Path(f"/proc/{pid}/fd/{descriptor}").readlink()) == os.devnull


def test_a_helper_that_is_killed_is_replaced_and_its_unit_done_again(people: Any, hands: LocalHands) -> None:
    killed: list[int] = []

    def kill_once(progress: Progress) -> None:
        if progress.phase == "ModelTuning" and not killed:
            killed.append(pids(hands)[0])
            os.kill(killed[0], signal.SIGKILL)

    model = build(people, Crew(hands, Plain()), kill_once)
    assert killed
    assert killed[0] not in pids(hands)
    assert parts(model) == parts(build(people))


def test_helpers_that_die_again_and_again_fail_the_job(hands: LocalHands) -> None:
    def kill() -> None:
        for pid in pids(hands):
            os.kill(pid, signal.SIGKILL)

    with pytest.raises(TaskFailed, match="helpers were lost") as caught:
        list(Crew(hands, Plain()).map(folds(), [Item(Parcel({"algorithm": "linear-learner"}))], kill))
    assert caught.value.code == "WorkerLost"


def folds() -> Folds:
    half = np.arange(10)
    return Folds(Data(np.ones((20, 1)), np.ones(20)), [Split(half, half + 10)], 0, "squared", Layout((0,), (0,)))


def test_a_unit_that_fails_in_a_helper_costs_itself_alone_and_is_told_by_type(hands: LocalHands) -> None:
    told: list[str] = []
    crew = Crew(hands, Plain(), tell_fault=told.append)
    bad = Item(Parcel({"algorithm": "linear-learner", "fold": 4711, "seed": 0, "settings": {}}))
    odd = Item(Parcel({"algorithm": "only-the-worker-has-it", "fold": 0, "seed": 0, "settings": {}}))
    good = Item(Parcel({"algorithm": "linear-learner", "fold": 0, "seed": 0, "settings": {"penalties": [1.0]}}))
    found = list(crew.map(folds(), [bad, odd, good], lambda: None))
    assert [failure(result) for result in found] == ["IndexError", "BadBundle", None]
    assert told[0].startswith("IndexError at ml/tabular/unit.py")
    assert "4711" not in told[0]


def test_a_unit_that_the_work_cannot_do_without_fails_the_job_by_type_alone(
    hands: LocalHands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Folds, "failed", lambda _self, _why: None)
    item = Item(Parcel({"algorithm": "linear-learner", "fold": 4711, "seed": 0, "settings": {}}))
    with pytest.raises(TaskFailed) as caught:
        list(Crew(hands, Plain()).map(folds(), [item], lambda: None))
    assert caught.value.code == "InternalFailure"
    assert "4711" not in caught.value.message


@pytest.mark.wall_clock
def test_a_job_that_is_stopped_leaves_its_helpers_at_once(people: Any, hands: LocalHands) -> None:
    class Stopped(Exception):
        pass

    before = set(pids(hands))
    began = time.monotonic()

    def stop(progress: Progress) -> None:
        if progress.phase == "ModelTuning":
            raise Stopped

    with pytest.raises(Stopped):
        build(people, Crew(hands, Plain()), stop)
    assert time.monotonic() - began < 30
    hands.close()
    for pid in before:
        assert not Path(f"/proc/{pid}").exists()


def test_a_helper_ends_with_whoever_started_it(hands: LocalHands) -> None:
    helper = hands._helpers[0]
    assert helper.link.receive(60) is not None
    helper.link.close()
    assert helper._process.wait(20) == 0
