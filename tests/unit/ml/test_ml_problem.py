from typing import Any

import pyarrow as pa
import pytest

from sealcanvas.ml.errors import BadTarget
from sealcanvas.ml.problem import ProblemType, check, propose


@pytest.mark.parametrize(
    ("target", "problem"),
    [("原産地", ProblemType.MULTICLASS), ("燃費", ProblemType.REGRESSION), ("Cylinders", ProblemType.MULTICLASS)],
)
def test_proposes_what_a_person_would(cars: Any, target: str, problem: ProblemType) -> None:
    assert propose(cars, target) is problem


def test_two_values_are_binary() -> None:
    assert propose(pa.table({"y": [0, 1, None, 1]}), "y") is ProblemType.BINARY


def test_warns_of_few_rows_and_missing_targets(cars: Any) -> None:
    assert any("8 rows without" in warning for warning in check(cars, "燃費", ProblemType.REGRESSION))
    small = cars.slice(0, 100)
    assert any("250" in warning for warning in check(small, "原産地", ProblemType.MULTICLASS))


@pytest.mark.parametrize(
    ("values", "problem", "said"),
    [
        (["a"] * 60, ProblemType.BINARY, "same value"),
        ([None] * 60, ProblemType.BINARY, "no value at all"),
        (["a", "b"] * 20, ProblemType.BINARY, "at least 50"),
        (["a", "b", "c"] * 20, ProblemType.BINARY, "exactly 2"),
        (["a", "b", "c"] * 20, ProblemType.REGRESSION, "not numbers"),
        ([str(i) + "x" for i in range(60)], ProblemType.MULTICLASS, "too many labels"),
    ],
)
def test_refuses_what_cannot_be_learnt(values: list[str | None], problem: ProblemType, said: str) -> None:
    table = pa.table({"x": list(range(len(values))), "y": pa.array(values, pa.string())})
    with pytest.raises(BadTarget, match=said):
        check(table, "y", problem)


def test_an_absent_target_is_named() -> None:
    with pytest.raises(BadTarget, match="'nope'"):
        propose(pa.table({"a": [1]}), "nope")
