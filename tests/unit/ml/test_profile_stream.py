"""A profile in one pass: flat memory, and figures within the errors that it states."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sealcanvas.ml.profile import ColumnProfile, Profiler, profile
from sealcanvas.ml.profile.distinct import Distinct
from sealcanvas.ml.profile.frequent import Frequent
from sealcanvas.ml.profile.hashing import hash_numbers, hash_texts
from sealcanvas.ml.profile.quantiles import Quantiles
from sealcanvas.ml.reading import MemorySource, open_rows
from sealcanvas.ml.table import read_table, to_csv

RNG = np.random.default_rng(5)


def streamed(data: bytes, target: str | None = None) -> dict[str, ColumnProfile]:
    rows = open_rows(MemorySource(data, "a.csv"))
    seen = Profiler(rows.names, typed=rows.typed)
    for batch in rows.batches():
        for start in range(0, batch.num_rows, 1000):
            seen.see(batch.slice(start, 1000))
    return {column.name: column for column in seen.profile(target).columns}


@pytest.mark.parametrize("true", [100, 5_000, 40_000, 300_000])
def test_distinct_values_are_counted_within_three_standard_errors(true: int) -> None:
    for hashes in (
        hash_numbers(np.arange(true) / 3.0),
        hash_texts(pa.array([f"value number {i}" for i in range(true)])),
    ):
        seen = Distinct()
        seen.add(hashes)
        seen.add(hashes[: true // 2])
        assert abs(seen.count() / true - 1) < 0.025


@given(st.lists(st.text(max_size=20), min_size=1, max_size=30), st.integers(0, 5))
def test_equal_texts_alone_have_equal_hashes(texts: list[str], start: int) -> None:
    column = pa.array(texts).slice(min(start, len(texts) - 1))
    hashes = hash_texts(column).tolist()
    assert len(set(hashes)) == len(set(column.to_pylist()))
    assert hashes == [int(hash_texts(pa.array([text]))[0]) for text in column.to_pylist()]


@pytest.mark.parametrize("make", [RNG.normal, RNG.standard_cauchy])
def test_ranks_of_quantiles_are_within_the_stated_error(make: Any) -> None:
    values = make(size=1_000_000)
    for order in (values, np.sort(values)):
        seen = Quantiles()
        for start in range(0, len(order), 7_777):
            seen.add(order[start : start + 7_777])
        shares = np.array([0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99])
        ranks = np.searchsorted(np.sort(values), seen.at(shares)) / len(values)
        assert np.abs(ranks - shares).max() < 0.005
        assert seen.histogram(np.array([-np.inf, 0, np.inf])).sum() == len(values)


def test_frequent_values_lose_at_most_their_share() -> None:
    codes = np.minimum(RNG.zipf(1.3, 300_000), 10**6)
    seen = Frequent()
    texts = pa.array(codes).cast(pa.string())
    for start in range(0, len(texts), 10_000):
        seen.add(texts.slice(start, 10_000))
    assert not seen.exact
    true = {str(code): int(count) for code, count in zip(*np.unique(codes, return_counts=True), strict=True)}
    for value, count in seen.top(10):
        assert true[value] - len(codes) / 4096 <= count <= true[value]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-1e9, 1e9), st.sampled_from(["red", "青", "x,y"]), st.booleans() | st.none()),
        min_size=2,
        max_size=60,
    )
)
def test_a_stream_is_profiled_as_the_table_is(rows: list[tuple[float, str, bool | None]]) -> None:
    number, colour, flag = zip(*rows, strict=True)
    data = to_csv(pa.table({"n": number, "c": colour, "f": pa.array(flag, pa.bool_())}))
    table = {column.name: column for column in profile(read_table(data)).columns}
    assert streamed(data) == table
    assert table["n"].minimum == min(number)
    assert table["n"].mean == pytest.approx(np.mean(number), rel=1e-6, abs=1e-6)
    assert table["n"].deviation == pytest.approx(np.std(number), rel=1e-6, abs=1e-5)
    assert table["n"].unique == len(set(number))


def test_values_that_do_not_fit_are_counted_as_mismatched() -> None:
    values = ["1,234.5", "7"] * 500 + ["unknown"] * 20 + [""] * 5
    data = "n,m\n" + "".join(f'"{value}",1\n' for value in values)
    found = streamed(data.encode())["n"]
    assert (found.type, found.missing, found.mismatched, found.maximum) == ("Numeric", 25, 20, 1234.5)
    assert found.quantiles is not None
    assert found.quantiles["99"] == 1234.5


def test_numbers_that_turn_out_to_be_codes_are_categories() -> None:
    data = "code,n\n" + "".join(f"{value},1\n" for value in [*range(10_000, 15_000), *["00123"] * 3000])
    found = streamed(data.encode())["code"]
    assert found.type == "Categorical"
    assert found.top[0][0] == "00123"
    assert found.top[0][1] == 3000
    assert found.unique == 5001


def test_correlation_with_a_target_is_told_for_every_kind_of_column() -> None:
    size = 4000
    x = RNG.normal(size=size)
    table = pa.table(
        {
            "x": x,
            "minus": -x,
            "noise": RNG.normal(size=size),
            "side": np.where(x > 0, "up", "down"),
            "bool": pa.array(x > 0),
            "constant": np.ones(size),
            "y": 3 * x + 1,
            "label": np.where(x > 0, "yes", "no"),
            "thirds": np.select([x < -0.4, x < 0.4], ["a", "b"], "c"),
        }
    )
    regression = {column.name: column.correlation for column in profile(table, "y").columns}
    assert regression["x"] == 1
    assert regression["minus"] == -1
    assert regression["constant"] is None
    assert regression["y"] is None
    assert abs(regression["noise"] or 1) < 0.06
    assert (regression["side"] or 0) > 0.75
    binary = {column.name: column.correlation or 0 for column in profile(table, "label").columns}
    assert binary["bool"] == 1
    assert binary["side"] == 1
    assert binary["minus"] < -0.75
    three = {column.name: column.correlation or 0 for column in profile(table, "thirds").columns}
    assert three["x"] > 0.8
    assert 0.5 < three["side"] <= 1
