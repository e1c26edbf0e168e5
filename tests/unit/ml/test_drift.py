"""Drift between two tables."""

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.ml.drift import drift

GENERATOR = np.random.default_rng(3)


def table(**columns: object) -> pa.Table:
    return pa.table({name: pa.array(values) for name, values in columns.items()})


def test_a_table_has_not_moved_from_itself_nor_from_its_like() -> None:
    then = table(x=GENERATOR.normal(size=4000), kind=GENERATOR.choice(["a", "b", "東京"], 4000))
    now = table(x=GENERATOR.normal(size=4000), kind=GENERATOR.choice(["a", "b", "東京"], 4000))
    assert drift(then, then).stability == {"x": 0.0, "kind": 0.0}
    found = drift(then, now)
    assert found.schema == {}
    assert max(found.stability.values()) < 0.05


@pytest.mark.parametrize(
    ("now", "moved"),
    [
        ({"x": list(range(100, 200)), "kind": ["a", "b"] * 50}, "x"),
        ({"x": list(range(100)), "kind": ["a"] * 95 + ["b"] * 5}, "kind"),
        ({"x": list(range(100)), "kind": ["c"] * 100}, "kind"),
        ({"x": [None] * 60 + list(range(40)), "kind": ["a", "b"] * 50}, "x"),
    ],
    ids=["shifted", "rarer", "unseen", "missing"],
)
def test_what_moved_comes_first(now: dict[str, list[object]], moved: str) -> None:
    then = table(x=list(range(100)), kind=["a", "b"] * 50)
    found = drift(then, table(**now))
    assert next(iter(found.stability)) == moved
    assert found.stability[moved] > 0.25


def test_the_index_is_that_of_the_definition() -> None:
    then, now = table(kind=["a"] * 50 + ["b"] * 50), table(kind=["a"] * 70 + ["b"] * 30)
    expected = (0.7 - 0.5) * np.log(0.7 / 0.5) + (0.3 - 0.5) * np.log(0.3 / 0.5)
    assert drift(then, now).stability["kind"] == pytest.approx(expected, abs=1e-4)


def test_columns_that_are_gone_or_of_another_type_are_told_and_further_ones_are_not() -> None:
    then = table(a=[1, 2, 3], b=["x", "y", "x"], y=[1, 0, 1])
    now = table(b=["x", "z", "z"], a=["one", "two", "three"], further=[1, 2, 3])
    found = drift(then, now, ignored=("y",))
    assert found.schema == {"a": "The column 'a' was Numeric and is Categorical now."}
    assert drift(then, now.drop_columns(["b"]), ignored=("y",)).schema["b"] == "The column 'b' is gone."
    assert list(found.stability) == ["b"]


@pytest.mark.parametrize("values", [[None, None], ["", ""], [float("nan")] * 2])
def test_a_column_without_values_is_of_no_other_type(values: list[object]) -> None:
    then = table(a=[1.5, 2.5])
    found = drift(then, table(a=values))
    assert found.stability.get("a", 1.0) > 0.25
