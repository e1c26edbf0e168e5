"""Whoever works on the units, a seed gives the same model; and what crosses to them is JSON, numbers and text."""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.ml.bundle import Bundle
from sealcanvas.ml.carriage import NoParcel, from_bytes, to_bytes
from sealcanvas.ml.executor import Item, Limits, Parcel, Serial, Work, fair_share, find_work
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.series import SeriesConfig
from sealcanvas.ml.series import train as train_series
from sealcanvas.ml.tabular import train


class Elsewhere:
    """Works on what was carried as bytes, `width` units at a time, the newest first."""

    def __init__(self, width: int) -> None:
        self.width = width

    def map(self, work: Work, items: Iterable[Item], beat: Callable[[], None]) -> Iterator[Parcel]:
        there = find_work(work.name).unpack(from_bytes(to_bytes(work.pack())))
        source, taken = iter(items), deque[Parcel]()
        while True:
            while len(taken) < self.width and (item := next(source, None)) is not None:
                taken.append(from_bytes(to_bytes(item.parcel)))
            if not taken:
                return
            found = [there.run(item, Limits(float("inf"), 1, beat)) for item in reversed(taken)]
            taken.clear()
            yield from (from_bytes(to_bytes(result)) for result in reversed(found))


def content(bundle: Bundle) -> tuple[str, dict[str, bytes]]:
    """All of a model but when its candidates were ready."""
    manifest = json.loads(json.dumps(bundle.manifest))
    for row in manifest["model"]["leaderboard"]:
        row["seconds"] = row["ended"] = 0
    return json.dumps(manifest, sort_keys=True), bundle.parts


@pytest.mark.slow
def test_a_seed_gives_the_same_tabular_model_wherever_its_folds_are_fitted(cars: Any) -> None:
    models = [
        train(
            cars,
            "原産地",
            ProblemType.MULTICLASS,
            budget_seconds=600,
            max_candidates=3,
            seed=11,
            executor=executor,
        )
        for executor in (None, Elsewhere(7))
    ]
    here, there = (content(model.to_bundle()) for model in models)
    assert here == there


@pytest.mark.slow
def test_a_seed_gives_the_same_forecasts_wherever_its_series_are_worked_on(
    employment: Any, employment_config: SeriesConfig
) -> None:
    few = employment.slice(0, 600)
    models = [
        train_series(few, employment_config, budget_seconds=600, quick=False, seed=5, executor=executor)
        for executor in (Serial(1), Elsewhere(3))
    ]
    here, there = (content(model.to_bundle()) for model in models)
    assert here == there


def test_the_number_of_threads_does_not_show_in_a_boosted_model() -> None:
    random = np.random.default_rng(0)
    matrix = random.normal(size=(400, 4))
    table = pa.table({str(column): matrix[:, column] for column in range(4)} | {"y": matrix[:, 0] + matrix[:, 1] ** 2})
    parts = [
        train(
            table,
            "y",
            ProblemType.REGRESSION,
            budget_seconds=600,
            max_candidates=1,
            algorithms=["lightgbm"],
            validation_fraction=0.3,
            threads=threads,
        )
        .to_bundle()
        .parts
        for threads in (1, 2)
    ]
    assert parts[0] == parts[1]


def test_a_parcel_comes_back_as_it_was() -> None:
    arrays: dict[str, Any] = {
        "numbers": np.arange(6, dtype=np.float64).reshape(2, 3).T,
        "none": np.zeros((0, 4), np.int32),
        "flags": np.array([True, False]),
        "half": np.array([0.5], np.float16),
    }
    parcel = Parcel({"列": [1, 2.5, None, float("inf")]}, arrays, "木\n")
    found = from_bytes(to_bytes(parcel))
    assert (found.info, found.text) == (parcel.info, parcel.text)
    assert found.arrays.keys() == arrays.keys()
    for name, array in arrays.items():
        assert found.arrays[name].dtype == array.dtype
        assert np.array_equal(found.arrays[name], array)


def test_objects_are_not_carried() -> None:
    with pytest.raises(TypeError, match="numbers"):
        to_bytes(Parcel({}, {"names": np.array(["a", None], dtype=object)}))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 8,
        to_bytes(Parcel({"a": 1}, {"x": np.ones(3)}, "t"))[:-1],
        to_bytes(Parcel({"a": 1})) + b"x",
        b"\xff" * 40,
        to_bytes(Parcel({}, {"x": np.ones(1)})).replace(b"<f8", b"|O8"),
        to_bytes(Parcel({}, {"x": np.ones(1)})).replace(b"[1]", b"[9]"),
    ],
)
def test_other_bytes_are_no_parcel(data: bytes) -> None:
    with pytest.raises(NoParcel):
        from_bytes(data)


def test_only_known_work_is_found() -> None:
    with pytest.raises(KeyError):
        find_work("os")


def test_time_is_shared_by_those_that_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sealcanvas.ml.executor.monotonic", lambda: 100.0)
    assert fair_share(110, 5, 1) == 102
    assert fair_share(110, 5, 2) == 104
    assert fair_share(110, 1, 4) == 110
    assert fair_share(float("inf"), 3, 2) == float("inf")


def test_arrays_lie_there_as_they_lie_here() -> None:
    """By columns or rows, and aligned: else linear algebra rounds otherwise in a helper."""
    table = np.arange(12.0).reshape(4, 3)
    arrays = {"odd": np.arange(5, dtype=np.uint8), "rows": table, "columns": np.asfortranarray(table)}
    found = from_bytes(to_bytes(Parcel({"a": 1}, arrays, "円"))).arrays
    for name, array in arrays.items():
        assert (found[name] == array).all()
        assert found[name].shape == array.shape
        assert found[name].flags.f_contiguous == array.flags.f_contiguous
        assert found[name].flags.aligned
