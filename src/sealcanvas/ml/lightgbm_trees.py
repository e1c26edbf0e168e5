"""LightGBM's text format as a list of trees (Tree::ToString and Tree::Decision in its include/LightGBM/tree.h)."""

from typing import Any

import numpy as np

from sealcanvas.ml.errors import BadBundle
from sealcanvas.ml.tree_list import TreeList, Walker, above

Array = Any  # numpy.ndarray

# Bits of a decision's type: a category is looked up; NaN goes left; two bits for what counts as missing.
_CATEGORY, _NAN_LEFT, _ZERO_MISSING, _NAN_MISSING = 1, 2, 4, 8
_NUMBERS = ("num_leaves", "split_feature", "threshold", "decision_type", "left_child", "right_child", "leaf_value")
_SETS = ("num_cat", "cat_boundaries", "cat_threshold")


class WalkedBooster:
    """A LightGBM model of rows in single precision: its scores, without its library's slow walk."""

    def __init__(self, text: str, threads: int = 1) -> None:
        self._text = text
        self._threads = threads
        self._walker: Walker | None = None
        self._base: Array = 0.0

    def scores(self, matrix: Array) -> Array:
        """Before the link, [rows, outputs]. Raises BadBundle."""
        if self._walker is None:
            try:
                trees, self._base = read(self._text)
                self._walker = Walker(trees, matrix.shape[1], self._threads)
            except (ValueError, IndexError, KeyError) as error:
                raise BadBundle("A LightGBM part of the model cannot be used: its text is damaged.") from error
        return self._walker.sums(matrix) + self._base


def read(text: str) -> tuple[TreeList, Array]:
    """The trees, and numbers [outputs] to add to their sums: single precision holds best what is near 0.

    Raises:
        ValueError: the text is not whole, or holds trees of another kind than `lightgbm_library.boost` makes.
    """
    found: dict[str, list[str]] = {key: [] for key in (*_NUMBERS, *_SETS)}
    outputs = 1
    for line in text.split("\nend of trees", 1)[0].split("\n"):
        key, _, value = line.partition("=")
        if key in found:
            found[key].append(value)
        elif key == "num_tree_per_iteration":
            outputs = int(value)
        elif (key == "is_linear" and value != "0") or line == "average_output":
            raise ValueError("trees of another kind")
    whole = {key: _numbers(found[key]) for key in _NUMBERS}
    leaves, value = whole["num_leaves"].astype(np.int64), whole["leaf_value"]
    inner, kind = leaves - 1, whole["decision_type"].astype(np.int64)
    if not len(leaves) or len(leaves) % outputs or len(value) != leaves.sum() or (kind & _ZERO_MISSING).any():
        raise ValueError("an incomplete model")
    if any(len(whole[key]) != inner.sum() for key in _NUMBERS[1:-1]):
        raise ValueError("an incomplete tree")
    # A tree's inner nodes come first, then its leaves.
    roots = np.cumsum(leaves + inner) - (leaves + inner)
    at, at_leaf = _counted(roots, inner), _counted(roots + inner, leaves)
    base, size = np.repeat(roots, inner), np.repeat(inner, inner)
    sides = (whole[key].astype(np.int64) for key in ("left_child", "right_child"))
    left, right = (base + np.where(child >= 0, child, size + ~child) for child in sides)
    category = (kind & _CATEGORY) > 0
    limit = np.where(category, 0.0, whole["threshold"])
    # NaN that was never seen in training counts as 0.
    nan_left = np.where((kind & _NAN_MISSING) > 0, (kind & _NAN_LEFT) > 0, limit >= 0)
    nodes = int((leaves + inner).sum())

    def spread(places: Array, values: Array, empty: Any, dtype: Any) -> Array:
        line = np.full(nodes, empty, dtype)
        line[places] = values
        return line

    ends = np.cumsum(leaves)[:outputs]
    means = np.array([value[end - count : end].mean() for end, count in zip(ends, leaves, strict=False)])
    shift = np.concatenate([means, np.zeros(len(leaves) - outputs)])
    trees = TreeList(
        roots=roots,
        feature=spread(at, whole["split_feature"], 0, np.int32),
        limit=spread(at, above(limit), 0, np.float32),
        # A category in the set goes left there, and to the second child here.
        first=spread(at, np.where(category, right, left), -1, np.int64),
        second=spread(at, np.where(category, left, right), -1, np.int64),
        missing_first=spread(at, category | nan_left, False, bool),
        value=spread(at_leaf, value - np.repeat(shift, leaves), 0, np.float32),
        chosen=_chosen(found, at, category, whole["threshold"], np.repeat(np.arange(len(leaves)), inner)),
        outputs=outputs,
    )
    return trees, means


def _numbers(lines: list[str]) -> Array:
    return np.fromstring(" ".join(lines), sep=" ") if any(lines) else np.zeros(0)


def _counted(starts: Array, counts: Array) -> Array:
    """start, start + 1, … for each start, so many as its count."""
    offset = np.cumsum(counts) - counts
    return np.arange(counts.sum()) + np.repeat(starts - offset, counts)


def _chosen(
    found: dict[str, list[str]], at: Array, category: Array, threshold: Array, owner: Array
) -> dict[int, Array]:
    """The codes of each split by category: bits of those words that the threshold numbers within its tree."""
    trees = np.flatnonzero(_numbers(found["num_cat"])).tolist()
    bounds = {
        tree: [int(word) for word in line.split()] for tree, line in zip(trees, found["cat_boundaries"], strict=True)
    }
    words = {tree: np.array(line.split(), "u4") for tree, line in zip(trees, found["cat_threshold"], strict=True)}
    chosen = {}
    for place in np.flatnonzero(category).tolist():
        tree, number = int(owner[place]), int(threshold[place])
        bits = words[tree][bounds[tree][number] : bounds[tree][number + 1]].astype("<u4").view(np.uint8)
        chosen[int(at[place])] = np.flatnonzero(np.unpackbits(bits, bitorder="little"))
    return chosen
