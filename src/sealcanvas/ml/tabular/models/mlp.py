"""A small neural net."""

from collections.abc import Sequence
from math import cos, pi
from time import monotonic
from typing import Any, Self

import numpy as np

from sealcanvas.ml.tabular.dense import Dense
from sealcanvas.ml.tabular.ensemble import loss_of
from sealcanvas.ml.tabular.models.base import Array, Data, Learner, Stored, Task
from sealcanvas.ml.tabular.network import AdamW, Network, batches
from sealcanvas.ml.tabular.normal import Normal

# Rows that are seen in all, as far as the bounds of rounds over the data allow.
_SEEN, _LEAST_ROUNDS, _MOST_ROUNDS = 600_000, 12, 80
_PATIENCE = 12
_BATCH = 128
# Exponents below would give numbers that processors are slow with.
_FAINT = np.float32(-60)


class Mlp(Learner):
    """Two rectified layers on normal scores of gap-free columns; the round with the least validation loss is kept."""

    algorithm = "mlp"
    share = 0.2

    def __init__(
        self,
        dense: Dense,
        normal: Normal,
        network: Network,
        unit: tuple[float, float],
        classes: int,
        rounds: int = _MOST_ROUNDS,
    ) -> None:
        self._dense = dense
        self._normal = normal
        self._network = network
        self._unit = unit
        self._classes = classes
        self._rounds = rounds

    @classmethod
    def portfolio(cls) -> Sequence[tuple[int, dict[str, Any]]]:
        """A wide one, then a narrower one that is held back more."""
        return [
            (11, {"learning_rate": 0.004, "hidden": [192, 128], "decay": 0.2}),
            (45, {"learning_rate": 0.006, "hidden": [128, 96], "decay": 0.3}),
        ]

    @classmethod
    def draw(cls, random: np.random.Generator) -> dict[str, Any]:
        """Log-uniform rate and decay, layers of 64 to 256."""
        return {
            "learning_rate": round(float(10 ** random.uniform(-3.0, -2.0)), 5),
            "hidden": [int(2 ** random.uniform(6, 8)), int(2 ** random.uniform(6, 8))],
            "decay": round(float(10 ** random.uniform(-2, 0)), 4),
        }

    @classmethod
    def fit(cls, train: Data, valid: Data, settings: dict[str, Any], task: Task) -> Self:
        """Rates fall along a cosine over the rounds that the deadline allows, or over exactly `rounds`."""
        exactly = settings.get("rounds")
        dense = Dense.fit(train.matrix, task.layout)
        raw = dense.view(train.matrix, codes=False)
        task.beat()
        normal = Normal.fit(raw, task.beat)
        rows = normal.view(raw)
        unit = (0.0, 1.0)
        if not task.classes:
            unit = (float(train.target.mean()), float(train.target.std()) or 1.0)
        random = np.random.default_rng(task.seed)
        network = Network.of([rows.shape[1], *settings["hidden"], task.classes or 1], random)
        model = cls(dense, normal, network, unit, task.classes)
        checked = normal.view(dense.view(valid.matrix, codes=False))
        each = np.ones(len(rows)) if train.weight is None else train.weight
        adam, best, best_loss, kept = AdamW(network, settings["decay"]), network.copy(), float("inf"), 0
        rounds = exactly or int(np.clip(_SEEN // len(rows), _LEAST_ROUNDS, _MOST_ROUNDS))
        size = min(_BATCH if len(rows) < 20_000 else 2 * _BATCH, max(8, len(rows) // 10))
        steps, began, number = 0, monotonic(), 0
        while number < rounds:
            for some in batches(len(rows), size, random):
                wrong = _Wrong(train.target[some], each[some], unit, task)
                rate = settings["learning_rate"] * _fall(steps * size / (rounds * len(rows)))
                adam.step(network.slopes(rows[some], wrong), rate)
                steps += 1
                if steps % 20 == 0:
                    task.beat()
                    if task.late:
                        break
            number += 1
            if exactly is not None:
                best, kept = network, number
                if task.late:
                    break
                continue
            loss = loss_of("log" if task.classes else task.loss, valid.target, model._respond(checked), valid.weight)
            if loss < best_loss:
                best, best_loss, kept = network.copy(), loss, number
            if task.late or number - kept >= _PATIENCE:
                break
            pace = (monotonic() - began) / number
            if task.deadline < float("inf"):
                rounds = min(rounds, max(number + 1, number + int((task.deadline - monotonic()) / pace)))
        return cls(dense, normal, best, unit, task.classes, kept)

    @classmethod
    def settle(cls, models: Sequence[Self]) -> dict[str, Any]:
        """As many rounds as the folds kept on average."""
        return {"rounds": max(1, round(float(np.mean([each._rounds for each in models]))))}

    def reached(self, settings: dict[str, Any]) -> bool:
        """Whether it has all rounds."""
        return bool(self._rounds == settings["rounds"])

    def predict(self, matrix: Array) -> Array:
        """Numbers, or the softmax of the outputs."""
        # In double precision, so that a row's answer does not depend on the rows beside it.
        network = Network(*([part.astype(np.float64) for part in parts] for parts in vars(self._network).values()))
        return self._finish(network.answer(self._normal.view(self._dense.view(matrix, codes=False)).astype(np.float64)))

    def store(self) -> Stored:
        """Plain arrays."""
        layers = {f"weight{place}": each for place, each in enumerate(self._network.weights)}
        layers |= {f"bias{place}": each for place, each in enumerate(self._network.biases)}
        info = {
            "classes": self._classes,
            "unit": list(self._unit),
            "layers": len(self._network.weights),
            "rounds": self._rounds,
        }
        return Stored(info, self._dense.arrays() | {"knots": self._normal.knots} | layers)

    @classmethod
    def load(cls, stored: Stored, threads: int) -> Self:  # noqa: ARG003 - a few matrix products
        """From plain arrays."""
        arrays, info = stored.arrays, stored.info
        layers = range(info["layers"])
        network = Network([arrays[f"weight{place}"] for place in layers], [arrays[f"bias{place}"] for place in layers])
        mean, spread = info["unit"]
        rounds = info.get("rounds", _MOST_ROUNDS)
        return cls(Dense.load(arrays), Normal(arrays["knots"]), network, (mean, spread), info["classes"], rounds)

    def _respond(self, rows: Array) -> Array:
        return self._finish(self._network.answer(rows).astype(np.float64))

    def _finish(self, found: Array) -> Array:
        if not self._classes:
            return found[:, 0] * self._unit[1] + self._unit[0]
        powers = np.exp(found - found.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)


class _Wrong:
    """The gradient of the mean loss of a batch at the outputs."""

    def __init__(self, target: Array, weight: Array, unit: tuple[float, float], task: Task) -> None:
        self._task = task
        self._target = target if task.classes else (target - unit[0]) / unit[1]
        if task.loss == "relative" and not task.classes:
            weight = weight / np.maximum(np.abs(target), 1e-3 * unit[1] + 1e-9)
        self._weight = (weight / weight.sum())[:, None].astype(np.float32)

    def __call__(self, outputs: Array) -> Array:
        if self._task.classes:
            shares = np.exp(np.maximum(outputs - outputs.max(axis=1, keepdims=True), _FAINT))
            shares /= shares.sum(axis=1, keepdims=True)
            shares[np.arange(len(outputs)), self._target] -= 1
            return shares * self._weight
        error = outputs - self._target[:, None].astype(np.float32)
        return (error if self._task.loss == "squared" else np.sign(error)) * self._weight


def _fall(share: float) -> float:
    """From 1 to nearly 0 along a cosine, after a short warm-up."""
    return min(1.0, share / 0.03 + 0.1) * (0.01 + 0.99 * (1 + cos(pi * min(share, 1.0))) / 2)
