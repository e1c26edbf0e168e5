"""What extra trees and random forest share: growing tree by tree within a deadline, bounded in size."""

from abc import abstractmethod
from collections.abc import Sequence
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
_MOSTLY = 0.8
# Leaves, and leaf values, of all trees together: half a gigabyte of trees helps nobody, and each fold has a forest.
_ALL_LEAVES, _MOST_VALUES = 250_000, 3_000_000


class Forest(Learner):
    """A bagged forest of scikit-learn's trees, kept and predicted as plain arrays."""

    share = 0.15

    def __init__(self, dense: Dense, trees: Trees, classes: int, prior: Array = None) -> None:
        self._dense = dense
        self._trees = trees
        self._classes = classes
        self._prior = prior

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
        began = monotonic()
        load("sklearn.ensemble", task.beat)
        # Whoever comes first pays for the library; its trees must not be fewer for that.
        deadline = task.deadline + min(monotonic() - began, 2 * max(task.deadline - began, 0.0))
        settings = dict(settings)
        wanted = int(settings.pop("trees", 150))
        dense = Dense.fit(train.matrix, task.layout, most_spread=12)
        matrix = dense.view(train.matrix, codes=True).astype(np.float32)
        leaves = min(_MOST_LEAVES, max(2, len(matrix)))
        wanted = max(10, min(wanted, _ALL_LEAVES // leaves, _MOST_VALUES // (leaves * max(1, task.classes))))
        options = {"warm_start": True, "random_state": task.seed, "n_jobs": task.threads} | settings
        if len(matrix) > leaves:
            options["max_leaf_nodes"] = leaves
        forest = cls.estimator(task.classes)(n_estimators=1, **options)
        grown, step = 0, 1
        while grown < wanted:
            began = monotonic()
            forest.set_params(n_estimators=grown + step)
            forest.fit(matrix, train.target, sample_weight=train.weight)
            grown += step
            task.beat()
            each = max((monotonic() - began) / step, 1e-6)
            step = max(1, min(wanted - grown, int(_STEP / each)))
            if deadline - monotonic() < each * step:
                break
        prior = np.bincount(train.target, train.weight, task.classes) if task.classes else None
        prior = None if prior is None else prior / prior.sum()
        return cls(dense, _arrays(forest, task.classes), task.classes, prior)

    @classmethod
    def settle(cls, models: Sequence[Self]) -> dict[str, Any]:
        """As many trees as there were on average."""
        return {"trees": round(float(np.mean([len(each._trees.roots) for each in models])))}

    def reached(self, settings: dict[str, Any]) -> bool:
        """Whether it has most of the trees: their number may be bounded by their leaves."""
        return bool(len(self._trees.roots) >= _MOSTLY * settings["trees"])

    def predict(self, matrix: Array) -> Array:
        """The mean over the trees, and for shares one tree more that knows the classes' shares alone.

        Where no tree has seen a class at a place, it is unlikely there, not impossible.
        """
        values = self._trees.predict(self._dense.view(matrix, codes=True))
        if not self._classes:
            return values[:, 0]
        values = values / values.sum(axis=1, keepdims=True)
        if self._prior is None:
            return values
        trees = len(self._trees.roots)
        return (trees * values + self._prior) / (trees + 1)

    def store(self) -> Stored:
        """Plain arrays."""
        known = {} if self._prior is None else {"prior": self._prior}
        return Stored({"classes": self._classes}, self._dense.arrays() | self._trees.arrays() | known)

    @classmethod
    def load(cls, stored: Stored, threads: int) -> Self:  # noqa: ARG003 - numpy walks the trees on one thread
        """From plain arrays."""
        arrays = stored.arrays
        return cls(Dense.load(arrays), Trees.load(arrays), stored.info["classes"], arrays.get("prior"))


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
