"""Regularised linear and logistic regression."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np

from sealcanvas.ml.imports import load
from sealcanvas.ml.tabular.dense import Dense
from sealcanvas.ml.tabular.ensemble import loss_of
from sealcanvas.ml.tabular.models.base import Array, Data, Learner, Stored, Task

# Penalties per row, from almost free to strong; the validation rows choose.
_PENALTIES = (1e-4, 1e-3, 1e-2, 1e-1, 1.0)
_MOST_ROUNDS = 150
_CLIP = 5.0


class LinearLearner(Learner):
    """Ridge (closed form) or softmax regression (L-BFGS) on standardised, gap-free columns."""

    algorithm = "linear-learner"
    share = 0.1

    def __init__(
        self, dense: Dense, center: Array, scale: Array, weights: Array, classes: int, penalty: float = 1e-2
    ) -> None:
        self._dense = dense
        self._penalty = penalty
        self._center = center
        self._scale = scale
        self._weights = weights
        self._classes = classes

    @classmethod
    def portfolio(cls) -> Sequence[tuple[int, dict[str, Any]]]:
        """All penalties, the best kept."""
        return [(10, {"penalties": list(_PENALTIES)})]

    @classmethod
    def draw(cls, random: np.random.Generator) -> dict[str, Any]:
        """One penalty, log-uniform."""
        return {"penalties": [round(float(10 ** random.uniform(-5, 1)), 7)]}

    @classmethod
    def fit(cls, train: Data, valid: Data, settings: dict[str, Any], task: Task) -> Self:
        """The penalty with the least validation loss."""
        dense = Dense.fit(train.matrix, task.layout)
        raw = dense.view(train.matrix, codes=False)
        center, scale = raw.mean(axis=0), raw.std(axis=0)
        scale[scale < 1e-12] = 1.0
        task.beat()
        empty = cls(dense, center, scale, np.zeros(0), task.classes)
        rows, checked = empty._standard(raw), empty._standard(dense.view(valid.matrix, codes=False))
        solve = _softmax if task.classes else _ridge
        best, best_loss = None, float("inf")
        each = np.ones(len(rows)) if train.weight is None else train.weight
        for penalty, weights in solve(rows, train.target, each, settings["penalties"], task):
            model = cls(dense, center, scale, weights, task.classes, penalty)
            loss = loss_of("log" if task.classes else "squared", valid.target, model._respond(checked), valid.weight)
            if loss < best_loss or best is None:
                best, best_loss = model, loss
            task.beat()
            if task.late:
                break
        assert best is not None
        return best

    @classmethod
    def settle(cls, models: Sequence[Self]) -> dict[str, Any]:
        """The penalty in the middle of those that the folds chose."""
        return {"penalties": [float(np.exp(np.mean(np.log([each._penalty for each in models]))))]}

    def reached(self, settings: dict[str, Any]) -> bool:
        """Whether it has the penalty."""
        return bool(settings["penalties"] == [self._penalty])

    def predict(self, matrix: Array) -> Array:
        """Linear response, or the softmax of it."""
        return self._respond(self._standard(self._dense.view(matrix, codes=False)))

    def store(self) -> Stored:
        """Plain arrays."""
        own = {"center": self._center, "scale": self._scale, "weights": self._weights}
        return Stored({"classes": self._classes, "penalty": self._penalty}, self._dense.arrays() | own)

    @classmethod
    def load(cls, stored: Stored, threads: int) -> Self:  # noqa: ARG003 - one matrix product
        """From plain arrays."""
        arrays, info = stored.arrays, stored.info
        own = (arrays["center"], arrays["scale"], arrays["weights"])
        return cls(Dense.load(arrays), *own, info["classes"], info.get("penalty", _PENALTIES[2]))

    def _standard(self, raw: Array) -> Array:
        """Standardised, clipped to 5 deviations (one wild value must not rule), with a column of ones."""
        rows = np.clip((raw - self._center) / self._scale, -_CLIP, _CLIP)
        return np.hstack([rows, np.ones((len(rows), 1))])

    def _respond(self, rows: Array) -> Array:
        scores = rows @ self._weights
        return _normalise(scores) if self._classes else scores


def _normalise(scores: Array) -> Array:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _ridge(rows: Array, target: Array, each: Array, penalties: list[float], task: Task) -> Any:  # noqa: ARG001 - as _softmax
    weighted = rows * each[:, None]
    gram, moment = weighted.T @ rows, weighted.T @ target
    free = np.ones(len(gram))
    free[-1] = 0.0
    for penalty in penalties:
        # The smallest term keeps the system solvable when columns are copies of each other.
        yield penalty, np.linalg.solve(gram + np.diag(free * penalty * len(rows) + 1e-9 * len(rows)), moment)


def _softmax(rows: Array, target: Array, each: Array, penalties: list[float], task: Task) -> Any:
    load("scipy.optimize", task.beat)
    from scipy.optimize import minimize

    width, classes, count = rows.shape[1], task.classes, len(rows)
    wanted = np.zeros((count, classes))
    wanted[np.arange(count), target] = 1.0
    free = np.ones((width, 1))
    free[-1] = 0.0

    def objective(flat: Array, penalty: float) -> tuple[float, Array]:
        task.beat()
        weights = flat.reshape(width, classes)
        shares = _normalise(rows @ weights)
        fit = (-np.log(np.clip(shares[wanted > 0], 1e-15, 1)) * each).mean()
        slope = rows.T @ ((shares - wanted) * each[:, None]) / count
        loss = fit + 0.5 * penalty * (free * weights**2).sum()
        return float(loss), (slope + penalty * free * weights).ravel()

    def stop_when_late(intermediate_result: Any) -> None:  # noqa: ARG001 - scipy looks at the parameter's name
        if task.late:
            raise StopIteration

    start = np.zeros(width * classes)
    for penalty in sorted(penalties, reverse=True):
        options = {"maxiter": _MOST_ROUNDS}
        found = minimize(objective, start, (penalty,), "L-BFGS-B", jac=True, callback=stop_when_late, options=options)
        start = found.x
        yield penalty, start.reshape(width, classes)
