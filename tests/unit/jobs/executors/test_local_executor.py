"""Where helpers pay, and where this process works alone."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sealcanvas.jobs.executors.local_executor import LocalExecutor
from sealcanvas.jobs.executors.workshop import Workshop
from sealcanvas.jobs.supervision.memory import memory_with_children, resident_memory
from sealcanvas.ml.executor import Item, Parcel
from sealcanvas.ml.tabular.features import Layout
from sealcanvas.ml.tabular.models.base import Data
from sealcanvas.ml.tabular.unit import Folds
from sealcanvas.ml.tabular.validation import Split


def folds(rows: int) -> Folds:
    numbers = np.arange(rows)
    data = Data(np.random.default_rng(0).normal(size=(rows, 1)), numbers.astype(float))
    split = Split(numbers[: rows // 2], numbers[rows // 2 :])
    return Folds(data, [split], 0, "squared", Layout((0,), (0,)))


@pytest.fixture
def executor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalExecutor]:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    executor = LocalExecutor(2, 4 << 30, lambda _: None)
    yield executor
    executor.close()


def run(executor: LocalExecutor, rows: int) -> np.ndarray:
    item = Item(Parcel({"algorithm": "linear-learner", "fold": 0, "seed": 0, "settings": {"penalties": [0.1]}}))
    (result,) = executor.map(folds(rows), [item], lambda: None)
    predicted: np.ndarray = result.arrays["predicted"]
    return predicted


def test_helpers_come_for_data_that_is_worth_it(executor: LocalExecutor, tmp_path: Path) -> None:
    run(executor, 100)
    assert not list(tmp_path.iterdir())
    with_helpers = run(executor, 40_000)
    assert list(tmp_path.iterdir())
    alone = LocalExecutor(1, 4 << 30, lambda _: None)
    assert np.array_equal(with_helpers, run(alone, 40_000))


@pytest.mark.parametrize(("width", "memory"), [(1, 4 << 30), (2, 4 << 20), (2, 0)])
def test_who_has_no_room_for_helpers_works_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int, memory: int
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    run(LocalExecutor(width, memory, lambda _: None), 40_000)
    assert not list(tmp_path.iterdir())


def test_who_is_told_of_no_executor_works_alone() -> None:
    start = {"cache": {"seconds": 5.0, "uses": 1000}, "threads": 4}
    workshop = Workshop(start, lambda: pytest.fail("no key"), lambda: "", lambda _: None)
    with workshop.open() as executor:
        assert isinstance(executor, LocalExecutor)
        run(executor, 40_000)
        assert executor._crew is None


def test_the_memory_of_helpers_is_the_jobs() -> None:
    code = "import sys; held = bytearray(64 << 20); print(); sys.stdin.read()"
    child = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdout.readline()
    own = resident_memory(os.getpid())
    assert memory_with_children(os.getpid()) > own + (60 << 20)
    child.stdin.close()
    child.stdout.close()
    child.wait()
    assert memory_with_children(child.pid) == 0
