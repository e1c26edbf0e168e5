"""Column impact, however little time there is."""

from time import monotonic
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sealcanvas.ml.progress import Reporter
from sealcanvas.ml.tabular import explain

ROWS = np.random.default_rng(1).normal(size=(400, 6))


class _Linear:
    """Answers with a weighted sum; has contributions only if asked to."""

    def __init__(self, weights: list[float], *, tells: bool) -> None:
        self.weights, self.tells = np.array(weights), tells

    def predict(self, block: Any) -> Any:
        return block @ self.weights

    def contributions(self, block: Any) -> Any:
        return np.abs(block * self.weights).mean(axis=0) if self.tells else None


@pytest.mark.parametrize("tells", [True, False])
@pytest.mark.parametrize("seconds", [-1.0, 5.0])
def test_every_column_that_counts_is_measured_even_when_time_is_over(*, tells: bool, seconds: float) -> None:
    columns = ["none", "a", "b", "c"]
    model = _Linear([0.0, 1.0, 1.0, 2.0, 3.0, 3.0], tells=tells)
    layout: Any = SimpleNamespace(width=6, owners=[0, 1, 1, 2, 3, 3])
    members: Any = [(SimpleNamespace(models=[model]), 1.0)]
    clock = Reporter(1.0, "RMSE", None)
    found = explain.column_impact(members, ROWS, columns, layout, seconds, clock, 0)
    assert list(found) == ["c", "b", "a", "none"]
    assert found["none"] == 0
    assert found["a"] > 10
    assert sum(found.values()) == pytest.approx(100, abs=0.01)


@pytest.mark.wall_clock
def test_many_columns_are_measured_together(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    width = 200
    model = _Linear([1.0] * width, tells=False)

    def predict(block: Any) -> Any:
        asked.append(len(block))
        return block.sum(axis=1)

    monkeypatch.setattr(model, "predict", predict)
    rows = np.random.default_rng(1).normal(size=(60, width))
    layout: Any = SimpleNamespace(width=width, owners=list(range(width)))
    members: Any = [(SimpleNamespace(models=[model]), 1.0)]
    names = [f"c{number}" for number in range(width)]
    began = monotonic()
    found = explain.column_impact(members, rows, names, layout, -1.0, Reporter(1.0, "RMSE", None), 0)
    assert min(found.values()) > 0
    assert len(asked) <= 8
    assert monotonic() - began < 5
