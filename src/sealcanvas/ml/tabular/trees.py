"""A forest as plain arrays, walked by numpy for all trees and rows at once."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

Array = Any  # numpy.ndarray

_BLOCK = 1 << 20


@dataclass(frozen=True)
class Trees:
    """Nodes of all trees in one list; a leaf is its own child.

    `roots` [trees]; `feature`, `left`, `right` [nodes]; `threshold` [nodes] (float32: left when value <= threshold);
    `leaf` [nodes] (row of `values`); `values` [leaves, outputs]; the forest's answer is the mean over its trees.
    """

    roots: Array
    feature: Array
    threshold: Array
    left: Array
    right: Array
    leaf: Array
    values: Array

    @classmethod
    def of(cls, trees: list[Any], values: list[Array]) -> Self:
        """From scikit-learn's `tree_` objects and each one's values [nodes, outputs]."""
        sizes = [tree.node_count for tree in trees]
        offsets = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        feature, left, right = [], [], []
        for tree, offset in zip(trees, offsets, strict=True):
            inner = tree.children_left >= 0
            own = np.arange(tree.node_count) + offset
            feature.append(np.where(inner, tree.feature, 0))
            left.append(np.where(inner, tree.children_left + offset, own))
            right.append(np.where(inner, tree.children_right + offset, own))
        children = np.concatenate(left)
        terminal = children == np.arange(len(children))
        leaf = np.where(terminal, np.cumsum(terminal) - 1, 0)
        return cls(
            roots=offsets.astype(np.int32),
            feature=np.concatenate(feature).astype(np.int32),
            threshold=np.concatenate([_lower32(tree.threshold) for tree in trees]),
            left=children.astype(np.int32),
            right=np.concatenate(right).astype(np.int32),
            leaf=leaf.astype(np.int32),
            values=np.concatenate(values)[terminal],
        )

    def predict(self, matrix: Array) -> Array:
        """[rows, outputs], float64."""
        data = np.ascontiguousarray(matrix, dtype=np.float32)
        result = np.empty((len(data), self.values.shape[1]))
        step = max(1, _BLOCK // len(self.roots))
        for start in range(0, len(data), step):
            block = data[start : start + step]
            result[start : start + step] = self._block(block)
        return result

    def _block(self, block: Array) -> Array:
        rows, width = block.shape
        trees = len(self.roots)
        flat = block.ravel()
        node = np.repeat(self.roots[None, :], rows, axis=0).ravel()
        base = np.repeat(np.arange(rows, dtype=np.int64) * width, trees)
        walking = np.arange(len(node))
        while len(walking):
            at = node[walking]
            goes_left = flat[base[walking] + self.feature[at]] <= self.threshold[at]
            to = np.where(goes_left, self.left[at], self.right[at])
            node[walking] = to
            walking = walking[self.left[to] != to]
        leaves = self.leaf[node].reshape(rows, trees)
        total = np.zeros((rows, self.values.shape[1]))
        for tree in range(trees):
            total += self.values[leaves[:, tree]]
        return total / trees

    def arrays(self) -> dict[str, Array]:
        """For storage."""
        return dict(vars(self))

    @classmethod
    def load(cls, arrays: dict[str, Array]) -> Self:
        """The inverse of `arrays`; indices are checked, so that a damaged part cannot loop or read astray."""
        self = cls(**{name: arrays[name] for name in cls.__dataclass_fields__})
        nodes = len(self.feature)
        own = np.arange(nodes)
        forward = (self.left > own) & (self.right > own) | (self.left == own) & (self.right == own)
        if not (
            forward.all()
            and nodes == len(self.left) == len(self.right) == len(self.threshold) == len(self.leaf)
            and max(self.left.max(), self.right.max(), self.roots.max()) < nodes
            and 0 <= self.leaf.min() <= self.leaf.max() < len(self.values)
            and min(self.feature.min(), self.roots.min()) >= 0
        ):
            raise ValueError("the arrays are no forest")
        return self


def _lower32(threshold: Array) -> Array:
    """The largest float32 not above each threshold: for float32 values the comparison is then the same."""
    rounded = threshold.astype(np.float32)
    return np.where(rounded > threshold, np.nextafter(rounded, np.float32(-np.inf)), rounded).astype(np.float32)
