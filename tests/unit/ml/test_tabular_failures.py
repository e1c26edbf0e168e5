"""A learner that raises costs its candidate, never the job."""

from collections.abc import Iterator, Sequence
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.jobs.failures import failure_of
from sealcanvas.ml.errors import LearnersFailed
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.progress import Progress
from sealcanvas.ml.tabular import Wish, build, train
from sealcanvas.ml.tabular.models.base import Array, Data, Learner, Stored, Task

SECRET = "値-4711"


@pytest.fixture
def failing() -> Iterator[type[Learner]]:
    """A registered learner that goes wrong as its class attribute `how` says."""

    class Failing(Learner):
        algorithm = "failing"
        how = "raise"

        @classmethod
        def portfolio(cls) -> Sequence[tuple[int, dict[str, Any]]]:
            return [(0, {"place": place}) for place in range(4)]

        @classmethod
        def draw(cls, random: np.random.Generator) -> dict[str, Any]:
            return {"place": int(random.integers(1000))}

        @classmethod
        def fit(cls, train: Data, valid: Data, settings: dict[str, Any], task: Task) -> Self:  # noqa: ARG003
            if cls.how == "wrap":
                try:
                    while True:
                        task.beat()
                except Exception as error:
                    raise RuntimeError("the library stopped") from error
            if cls.how == "memory":
                raise MemoryError
            if cls.how == "raise":
                raise ZeroDivisionError(SECRET)
            return cls()

        def predict(self, matrix: Array) -> Array:
            return np.full(len(matrix), np.nan)

        def store(self) -> Stored:
            return Stored({})

        @classmethod
        def load(cls, stored: Stored, threads: int) -> Self:  # noqa: ARG003
            return cls()

    yield Failing
    del Learner._known["failing"]


@pytest.fixture(scope="module")
def rows() -> pa.Table:
    random = np.random.default_rng(3)
    x = random.normal(size=(120, 2))
    return pa.table({"a": x[:, 0], "b": x[:, 1], "y": x @ [1.0, 2.0] + random.normal(0, 0.1, 120)})


def fit(rows: pa.Table, algorithms: list[str], **more: Any) -> Any:
    return train(rows, "y", ProblemType.REGRESSION, budget_seconds=60, algorithms=algorithms, **more)


def test_the_others_go_on_and_people_are_told_which_failed(rows: pa.Table, failing: type[Learner]) -> None:
    model = fit(rows, ["failing", "linear-learner"], max_candidates=6)
    assert {row.algorithm for row in model.leaderboard} == {"ensemble", "linear-learner"}
    assert "2 candidates of 'failing' failed (ZeroDivisionError) and were left out." in model.warnings
    assert SECRET not in str(model.to_bundle())


def test_it_is_the_same_model_as_without_the_failing_learners_share(rows: pa.Table, failing: type[Learner]) -> None:
    models = [fit(rows, ["failing", "linear-learner"], max_candidates=6, seed=2).to_bundle() for _ in range(2)]
    assert models[0].parts == models[1].parts


def test_predictions_that_are_no_numbers_are_a_failure(rows: pa.Table, failing: Any) -> None:
    failing.how = "nan"
    model = fit(rows, ["failing", "linear-learner"], max_candidates=6)
    assert "2 candidates of 'failing' failed (NotFinite) and were left out." in model.warnings


def test_when_nothing_is_left_the_error_names_what_failed(rows: pa.Table, failing: Any) -> None:
    with pytest.raises(LearnersFailed) as caught:
        fit(rows, ["failing"])
    assert caught.value.message.endswith("What failed: failing (ZeroDivisionError).")
    assert failure_of(caught.value).code == "AlgorithmError"
    failing.how = "memory"
    with pytest.raises(MemoryError):
        fit(rows, ["failing"])


def test_tuning_goes_on_with_the_next_family(rows: pa.Table, failing: type[Learner]) -> None:
    wish = Wish(budget_seconds=60, mode="tuning", algorithms=["failing", "linear-learner"], max_candidates=5)
    found = build(rows, "y", ProblemType.REGRESSION, wish)
    assert {candidate.learner.algorithm for candidate in found.candidates} == {"linear-learner"}
    names = [candidate.name for candidate in found.candidates]
    assert len(set(names)) == len(names)
    assert any("'failing'" in warning for warning in found.model.warnings)


def test_what_the_callback_raises_passes_through_even_wrapped(rows: pa.Table, failing: Any) -> None:
    failing.how = "wrap"

    class Cancelled(Exception):
        pass

    def stop(progress: Progress) -> None:
        if progress.phase == "ModelTuning" and progress.eta_seconds is not None and progress.eta_seconds < 59.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        fit(rows, ["failing", "linear-learner"], progress=stop)
