"""LightGBM's trees walked by XGBoost's library answer as LightGBM does."""

import re
from typing import Any

import numpy as np
import pytest

from sealcanvas.ml.errors import BadBundle
from sealcanvas.ml.lightgbm_library import BoosterText, Rows, boost
from sealcanvas.ml.lightgbm_trees import WalkedBooster, read
from sealcanvas.ml.tabular.link import sigmoid, softmax
from sealcanvas.ml.tree_list import TreeList, Walker

COUNT = 400


class Rounds:
    """So many rounds, whatever they are worth."""

    def __call__(self, number: int, loss: float) -> int | None:
        return number if number == 12 and loss == loss else None

    def pace(self, number: int, rate: float) -> float | None:
        return None if number and rate else 1.0


def rows() -> Any:
    """Numbers (one without gaps in training, one with), and categories of which some are missing."""
    random = np.random.default_rng(3)
    whole, gaps = random.normal(size=COUNT), random.normal(size=COUNT) * 1e6
    gaps[::7] = np.nan
    codes = random.integers(0, 70, COUNT).astype(float)
    codes[::11] = np.nan
    return np.column_stack([whole, gaps, codes]).astype(np.float32).astype(np.float64)


def trained(matrix: Any, classes: int) -> str:
    codes = np.nan_to_num(matrix[:, 2], nan=5)
    score = matrix[:, 0] + np.nan_to_num(matrix[:, 1]) / 1e6 + codes % 3
    target = np.digitize(score, np.quantile(score, np.arange(1, classes) / classes)) if classes else 1e5 + score
    kind = {0: "regression", 2: "binary"}.get(classes, "multiclass")
    parameters = {"objective": kind, "num_class": classes if classes > 2 else 1, "learning_rate": 0.2, "verbosity": -1}
    parameters |= {"min_data_in_leaf": 3, "min_data_per_group": 5, "cat_smooth": 1, "num_threads": 1}
    return boost(parameters, made := Rows(matrix, target, None, parameters, [2]), made, 12, Rounds())


@pytest.mark.parametrize("classes", [0, 2, 3])
def test_answers_are_lightgbms_for_numbers_gaps_and_categories(classes: int) -> None:
    matrix = rows()
    text = trained(matrix, classes)
    # What training never saw: a gap in the whole column, strange codes, numbers far out.
    odd = np.array([[np.nan, 0, 1], [0, np.nan, 69], [0, 0, 4_000], [1e30, -1e30, 64], [0, 0, -1]])
    asked = np.vstack([matrix, odd]).astype(np.float32)
    scores = WalkedBooster(text).scores(asked)
    found = scores[:, 0] if not classes else sigmoid(scores[:, 0]) if classes == 2 else softmax(scores)
    assert read(text)[0].chosen
    assert found == pytest.approx(BoosterText(text).predict(asked), rel=1e-6, abs=1e-6)


def test_a_row_is_answered_alike_alone_and_among_others() -> None:
    matrix = rows()
    walked = WalkedBooster(trained(matrix, 3))
    together = walked.scores(matrix)
    assert all((walked.scores(matrix[row : row + 1]) == together[row]).all() for row in range(0, COUNT, 37))


def test_values_on_a_threshold_and_beside_it_go_where_lightgbm_sends_them() -> None:
    matrix = rows()
    text = trained(matrix, 2)
    trees, _ = read(text)
    limits = np.unique(trees.limit[(trees.feature == 0) & (trees.first >= 0)])
    near = np.concatenate([limits, np.nextafter(limits, np.float32(-np.inf)), np.nextafter(limits, np.float32(np.inf))])
    asked = np.column_stack([near, np.zeros(len(near)), np.ones(len(near))])
    told = sigmoid(WalkedBooster(text).scores(asked)[:, 0])
    assert told == pytest.approx(BoosterText(text).predict(asked), abs=1e-6)


def test_damaged_trees_are_refused_before_a_library_walks_them() -> None:
    text = trained(rows(), 0)
    with pytest.raises(BadBundle):
        WalkedBooster(text.replace("leaf_value=", "leaf_valu=", 1)).scores(rows())
    with pytest.raises(BadBundle):
        WalkedBooster(re.sub("left_child=-?[0-9]+", "left_child=0", text)).scores(rows())
    with pytest.raises(BadBundle):
        WalkedBooster(re.sub("left_child=-?[0-9]+", "left_child=9999", text)).scores(rows())
    with pytest.raises(BadBundle):
        WalkedBooster(text).scores(rows()[:, :1])
    zero, none = np.zeros(1, np.int64), np.zeros(1, dtype=bool)
    loop = TreeList(zero, zero, np.zeros(1, np.float32), zero, zero, none, np.zeros(1, np.float32), {}, 1)
    with pytest.raises(BadBundle):
        Walker(loop, 1, 1)
