"""Small work for helpers."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.progress import ProgressCallback
from sealcanvas.ml.tabular import TabularModel, train


@pytest.fixture(scope="session")
def people() -> Any:
    """200 rows with a canary in text and number."""
    random = np.random.default_rng(4)
    x = random.normal(size=(200, 3))
    names = [f"canary-name-{number % 7}" for number in range(200)]
    return pa.table({"a": x[:, 0], "b": x[:, 1], "c": x[:, 2], "name": names, "y": x @ [1.0, -2.0, 0.5]})


def build(table: Any, executor: Any = None, progress: ProgressCallback | None = None, most: int = 3) -> TabularModel:
    """A model of `most` linear candidates, which need no seconds."""
    return train(
        table,
        "y",
        ProblemType.REGRESSION,
        budget_seconds=600,
        max_candidates=most,
        algorithms=["linear-learner"],
        seed=9,
        executor=executor,
        progress=progress,
    )


def parts(model: TabularModel) -> dict[str, bytes]:
    """What was fitted."""
    return model.to_bundle().parts
