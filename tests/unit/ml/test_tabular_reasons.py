"""Why a row is answered as it is: contributions and base add up to the answer, whatever the model is made of."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.ml.bundle import load_model, pack
from sealcanvas.ml.errors import SchemaMismatch
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.tabular import TabularModel, train
from sealcanvas.ml.tabular.link import sigmoid, softmax, through_sigmoid, through_softmax
from sealcanvas.ml.tabular.models.base import learners
from sealcanvas.ml.tabular.sampling import sampled


def made(rows: int = 300) -> Any:
    """A number and a place that matter, and one that does not."""
    random = np.random.default_rng(3)
    size, noise = random.normal(size=rows), random.normal(size=rows)
    place = random.choice(["東京", "Kobe", "Nara"], rows)
    score = size + 2 * (place == "Kobe")
    return pa.table(
        {
            "size": size,
            "noise": noise,
            "場所": place,
            "price": 100 + 10 * score + 0.1 * noise,
            "sold": np.where(score > 0.8, "yes", "no"),
            "grade": np.digitize(score, [0, 1.5]).astype(str),
        }
    )


CASES = {"price": ProblemType.REGRESSION, "sold": ProblemType.BINARY, "grade": ProblemType.MULTICLASS}


def fit(target: str, algorithms: list[str], candidates: int) -> TabularModel:
    table = made().select(["size", "noise", "場所", target])
    return train(table, target, CASES[target], budget_seconds=10, algorithms=algorithms, max_candidates=candidates)


ALGORITHMS = [learner.algorithm for learner in learners()]


@pytest.mark.slow
@pytest.mark.parametrize("target", CASES)
@pytest.mark.parametrize("algorithms", [*([name] for name in ALGORITHMS), ["lightgbm", "linear-learner"]], ids="+".join)
def test_base_and_contributions_add_up_to_the_answer(target: str, algorithms: list[str]) -> None:
    model = fit(target, algorithms, len(algorithms))
    again = load_model(pack(model.to_bundle()))
    assert isinstance(again, TabularModel)
    rows = made().slice(0, 20)
    found, predicted = again.explain(rows), again.predict(rows)
    expected = predicted["probability" if model.classes else target].to_numpy()
    assert np.allclose(found.base + found.contributions.sum(axis=1), expected, atol=1e-6)
    assert np.allclose(found.answer, expected)
    if model.classes:
        assert found.labels == predicted[target].to_pylist()
    size = np.abs(found.contributions).sum(axis=0)
    assert found.columns == ["size", "noise", "場所"]
    assert size[1] < 0.5 * min(size[0], size[2])


def test_reasons_are_the_largest_contributions_first() -> None:
    model = fit("price", ["lightgbm"], 1)
    found = model.explain(made().slice(0, 5))
    for reasons, row in zip(found.reasons(2), found.contributions, strict=True):
        assert len(reasons) == 2
        assert abs(reasons[0][1]) == np.abs(row).max()
        assert abs(reasons[0][1]) >= abs(reasons[1][1])


def test_a_missing_column_is_named() -> None:
    with pytest.raises(SchemaMismatch, match="size"):
        fit("sold", ["linear-learner"], 1).explain(made().drop_columns(["size"]))


def test_links_keep_sums_and_signs() -> None:
    random = np.random.default_rng(0)
    parts = random.normal(size=(50, 6)) * 5
    found, base = through_sigmoid(parts, -0.7)
    assert np.allclose(base + found.sum(axis=1), sigmoid(-0.7 + parts.sum(axis=1)))
    assert (np.sign(found) == np.sign(parts)).mean() > 0.99
    many = random.normal(size=(50, 4, 6)) * 5
    start = random.normal(size=4)
    shares, bases = through_softmax(many, start, [2, 0])
    expected = softmax(start + many.sum(axis=2))[:, [2, 0]]
    assert np.allclose(bases + shares.sum(axis=1), expected)
    still, _ = through_softmax(np.zeros((2, 4, 6)), start, [1])
    assert np.allclose(still, 0)


def test_two_classes_by_softmax_are_those_by_sigmoid() -> None:
    parts = np.random.default_rng(1).normal(size=(20, 3))
    by_sigmoid, base = through_sigmoid(parts, 0.3)
    both = np.stack([np.zeros_like(parts), parts], axis=1)
    by_softmax, bases = through_softmax(both, np.array([0.0, 0.3]), [1])
    assert np.allclose(by_softmax[:, :, 0], by_sigmoid, atol=1e-6)
    assert bases[0] == pytest.approx(base)


def test_sampling_is_exact_for_sums_and_finds_both_parts_of_a_product() -> None:
    random = np.random.default_rng(2)
    matrix, background = random.normal(size=(10, 4)), random.normal(size=(8, 4))
    owners = np.array([0, 1, 1, 2])
    weights = np.array([1.0, 2.0, -1.0, 0.0])
    found, _ = sampled(lambda block: (block @ weights)[:, None], matrix, background, owners, 3, 0)
    expected = (matrix - background.mean(axis=0)) * weights
    assert np.allclose(found[:, 0, 0], expected[:, 0])
    assert np.allclose(found[:, 1, 0], expected[:, 1] + expected[:, 2])
    assert np.allclose(found[:, 2, 0], 0)
    product, start = sampled(lambda block: block[:, :1] * block[:, 3:], matrix, background * 0, owners, 3, 0)
    assert np.allclose(product[:, 0], product[:, 2])
    assert np.allclose(start + product.sum(axis=1), matrix[:, :1] * matrix[:, 3:])
