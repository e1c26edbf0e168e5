"""Trees as plain arrays, walked by XGBoost's C library: several times faster than LightGBM's own walk, or numpy's."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from sealcanvas.ml import ubjson
from sealcanvas.ml.errors import BadBundle
from sealcanvas.ml.xgboost_library import Booster

Array = Any  # numpy.ndarray

_NO_PARENT = np.iinfo(np.int32).max


@dataclass(frozen=True)
class TreeList:
    """Nodes of all trees in one list, those of a tree side by side with its root first.

    Attributes:
        roots: number of each tree's first node, ascending, [trees].
        feature: the column that a node looks at, [nodes].
        limit: a value below it goes to `first`, else to `second`, float32 [nodes].
        first, second: numbers of the children, [nodes]; -1 both in a leaf.
        missing_first: whether NaN goes to `first`, [nodes].
        value: what a leaf adds to the answer, float32 [nodes].
        chosen: at some nodes codes that go to `second`, while all others and NaN go to `first`, by node.
        outputs: numbers in an answer; the trees add to them in turn.
    """

    roots: Array
    feature: Array
    limit: Array
    first: Array
    second: Array
    missing_first: Array
    value: Array
    chosen: dict[int, Array]
    outputs: int


class Walker:
    """Answers rows of `width` columns; made once, used for many.

    Values are compared in single precision: answers are those of the trees' origin where rows were so there too.

    Raises:
        BadBundle: the nodes are no trees, or look at columns that are not there.
    """

    def __init__(self, trees: TreeList, width: int, threads: int) -> None:
        if trees.feature.max() >= width or trees.feature.min() < 0:
            raise BadBundle("The trees of the model look at columns that are not there.")
        self._booster = Booster(ubjson.dumps(_model(trees, width)), threads)

    def sums(self, matrix: Array) -> Array:
        """The sums of the reached leaves' values, float64 [rows, outputs]."""
        return self._booster.margins(matrix)


def above(threshold: Array) -> Array:
    """The least float32 above each threshold: a float32 value is below it exactly where it is <= the threshold."""
    with np.errstate(over="ignore"):
        single = threshold.astype(np.float32)
    return np.nextafter(np.where(single > threshold, np.nextafter(single, -np.inf), single), np.float32(np.inf))


def _by_level(trees: TreeList) -> tuple[Array, Array]:
    """The nodes in XGBoost's order, siblings side by side, and how many each tree has."""
    levels, owners, seen = [trees.roots], [np.arange(len(trees.roots))], np.zeros(len(trees.feature), dtype=np.int64)
    while len(levels[-1]):
        seen[levels[-1]] += 1
        if (seen > 1).any():
            break
        inner = trees.first[levels[-1]] >= 0
        parents = levels[-1][inner]
        levels.append(np.column_stack([trees.first[parents], trees.second[parents]]).ravel())
        owners.append(np.repeat(owners[-1][inner], 2))
    if (seen != 1).any():
        raise BadBundle("The trees of the model are damaged.")
    owner = np.concatenate(owners)
    return np.concatenate(levels)[np.argsort(owner, kind="stable")], np.bincount(owner, minlength=len(trees.roots))


def _model(trees: TreeList, width: int) -> dict[str, Any]:
    """XGBoost's model format (doc/model.schema in its repository)."""
    count, several = len(trees.roots), trees.outputs > 1
    objective: dict[str, Any] = {"name": "reg:squarederror", "reg_loss_param": {"scale_pos_weight": "1"}}
    if several:
        objective = {"name": "multi:softprob", "softmax_multiclass_param": {"num_class": str(trees.outputs)}}
    return {
        "learner": {
            "attributes": {},
            "feature_names": [],
            "feature_types": [],
            "gradient_booster": {
                "model": {
                    "cats": {"enc": [], "feature_segments": np.zeros(0, "i4"), "sorted_idx": np.zeros(0, "i4")},
                    "gbtree_model_param": {"num_parallel_tree": "1", "num_trees": str(count)},
                    "iteration_indptr": list(range(0, count + 1, trees.outputs)),
                    "tree_info": [tree % trees.outputs for tree in range(count)],
                    "trees": _trees(trees, width),
                },
                "name": "gbtree",
            },
            "learner_model_param": {
                "base_score": "0E0",
                "boost_from_average": "0",
                "num_class": str(trees.outputs if several else 0),
                "num_feature": str(width),
                "num_target": "1",
            },
            "objective": objective,
        },
        "version": [3, 0, 0],
    }


def _trees(trees: TreeList, width: int) -> list[dict[str, Any]]:
    order, sizes = _by_level(trees)
    starts = np.cumsum(sizes) - sizes
    within = np.arange(len(order)) - np.repeat(starts, sizes)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = within
    inner = trees.first[order] >= 0
    left, right = (np.where(inner, place[child[order]], -1).astype("i4") for child in (trees.first, trees.second))
    parent = np.full(len(order), _NO_PARENT, "i4")
    for child in (left, right):
        parent[(np.repeat(starts, sizes) + child)[inner]] = within[inner]
    condition = np.where(inner, trees.limit[order], trees.value[order]).astype("f4")
    feature = np.where(inner, trees.feature[order], 0).astype("i4")
    missing, kind = trees.missing_first[order].astype("u1"), np.zeros(len(order), "u1")
    sets: list[list[tuple[int, Array]]] = [[] for _ in sizes]
    owner = np.searchsorted(trees.roots, list(trees.chosen), side="right") - 1
    for (node, codes), tree in zip(trees.chosen.items(), owner.tolist(), strict=True):
        sets[tree].append((int(place[node]), codes))
        kind[starts[tree] + place[node]] = 1
    condition, feature, left, right, parent = map(ubjson.swapped, (condition, feature, left, right, parent))
    zeros = np.zeros(int(sizes.max()), "f4")
    found: list[dict[str, Any]] = []
    for tree, (start, size) in enumerate(zip(starts.tolist(), sizes.tolist(), strict=True)):
        part = slice(start, start + size)
        own = sorted(sets[tree], key=lambda pair: pair[0])
        lengths = np.array([len(codes) for _, codes in own], "i8")
        found.append(
            {
                "base_weights": zeros[:size],
                "categories": np.array([code for _, codes in own for code in codes], "i4"),
                "categories_nodes": np.array([node for node, _ in own], "i4"),
                "categories_segments": np.cumsum(lengths) - lengths,
                "categories_sizes": lengths,
                "default_left": missing[part],
                "id": tree,
                "left_children": left[part],
                "loss_changes": zeros[:size],
                "parents": parent[part],
                "right_children": right[part],
                "split_conditions": condition[part],
                "split_indices": feature[part],
                "split_type": kind[part],
                "sum_hessian": zeros[:size],
                "tree_param": {
                    "num_deleted": "0",
                    "num_feature": str(width),
                    "num_nodes": str(size),
                    "size_leaf_vector": "1",
                },
            }
        )
    return found
