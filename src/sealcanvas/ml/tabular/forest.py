"""What extra trees and random forest share: growing tree by tree within a deadline, bounded in size."""

from abc import abstractmethod
from time import monotonic
from typing import Any, Self

import numpy as np

from sealcanvas.ml.imports import load
from sealcanvas.ml.tabular.dense import Dense
from sealcanvas.ml.tabular.models.base import Array, Data, Learner, Stored, Task
from sealcanvas.ml.tabular.trees import Trees

# Seconds that one step of growing may take, so that the progress callback is heard in time.
_STEP = 0.4
_MOST_LEAVES = 4_000
# Leaf values of all trees together (half a gigabyte of trees helps nobody).
_MOST_VALUES = 6_000_000


class Forest(Learner):
    """A bagged forest of scikit-learn's trees, kept and predicted as plain arrays."""

    def __init__(self, dense: Dense, trees: Trees, classes: int) -> None:
        self._dense = dense
        self._trees = trees
        self._classes = classes

    @staticmethod
    @abstractmethod
    def estimator(classes: int) -> Any:
        """scikit-learn's class."""

    @classmethod
    def draw(cls, random: np.random.Generator) -> dict[str, Any]:
        """Leaf size and share of the columns tried at a split."""
        return {
            "min_samples_leaf": int(random.integers(1, 8)),
            "max_features": round(float(random.uniform(0.2, 0.9)), 2),
        }

    @classmethod
    def fit(cls, train: Data, valid: Data, settings: dict[str, Any], task: Task) -> Self:  # noqa: ARG003 - see below
        """Grow in steps of less than half a second until `trees` or the deadline; `valid` is not used."""
        load("sklearn.ensemble", task.beat)
        settings = dict(settings)
        wanted = int(settings.pop("trees", 150))
        dense = Dense.fit(train.matrix, task.layout, most_spread=12)
        matrix = dense.view(train.matrix, codes=True).astype(np.float32)
        leaves = min(_MOST_LEAVES, max(2, len(matrix)))
        wanted = max(10, min(wanted, _MOST_VALUES // (leaves * max(1, task.classes))))
        options = {"warm_start": True, "random_state": task.seed, "n_jobs": task.threads} | settings
        if len(matrix) > leaves:
            options["max_leaf_nodes"] = leaves
        forest = cls.estimator(task.classes)(n_estimators=1, **options)
        grown, step = 0, 1
        while grown < wanted:
            began = monotonic()
            forest.set_params(n_estimators=grown + step)
            forest.fit(matrix, train.target)
            grown += step
            task.beat()
            each = max((monotonic() - began) / step, 1e-6)
            step = max(1, min(wanted - grown, int(_STEP / each)))
            if task.deadline - monotonic() < each * step:
                break
        return cls(dense, _arrays(forest, task.classes), task.classes)

    def predict(self, matrix: Array) -> Array:
        """The mean over the trees."""
        values = self._trees.predict(self._dense.view(matrix, codes=True))
        if not self._classes:
            return values[:, 0]
        return values / values.sum(axis=1, keepdims=True)

    def store(self) -> Stored:
        """Plain arrays."""
        return Stored({"classes": self._classes}, self._dense.arrays() | self._trees.arrays())

    @classmethod
    def load(cls, stored: Stored, threads: int) -> Self:  # noqa: ARG003 - numpy walks the trees on one thread
        """From plain arrays."""
        return cls(Dense.load(stored.arrays), Trees.load(stored.arrays), stored.info["classes"])


def _arrays(forest: Any, classes: int) -> Trees:
    trees = [estimator.tree_ for estimator in forest.estimators_]
    if not classes:
        return Trees.of(trees, [tree.value[:, 0, :] for tree in trees])
    values = []
    for tree in trees:
        # A fold may lack a rare class; half precision holds a share to 0.05 %.
        full = np.zeros((tree.node_count, classes), dtype=np.float16)
        shares = tree.value[:, 0, :]
        full[:, forest.classes_.astype(np.int64)] = shares / shares.sum(axis=1, keepdims=True)
        values.append(full)
    return Trees.of(trees, values)
