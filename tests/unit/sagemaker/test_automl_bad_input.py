"""Bad input: each documented limit and each broken file fails the job with a reason for people, and leaves nothing."""

import gzip
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.jobs.failures import failure_of
from sealcanvas.ml.table import to_csv, to_parquet
from tests.unit.sagemaker.task_world import FakeS3, automl_context, run_task, source

ROWS = 60
GOOD = pa.table(
    {
        "x": np.random.default_rng(0).normal(size=ROWS),
        "東": np.random.default_rng(1).choice(["a", "b"], ROWS),
        "churn": np.random.default_rng(2).choice(["yes", "no"], ROWS),
    }
)
CSV = to_csv(GOOD)
LINES = CSV.split(b"\n")
WIDE = b",".join(b"c%d" % n for n in range(1000)) + b",churn\n" + (b"1," * 1000 + b"yes\n") * ROWS


def _with(name: str, values: Any) -> bytes:
    place = GOOD.column_names.index(name)
    return to_csv(GOOD.set_column(place, name, values if isinstance(values, pa.Array) else pa.array(values)))


def _labels(count: int) -> list[str]:
    return [f"label {row % count}" for row in range(ROWS)]


def _fail(data: bytes, members: dict[str, Any] | None = None, **tabular: Any) -> str:
    """The FailureReason, as the server writes it."""
    s3 = FakeS3()
    s3.objects["in", "churn.csv"] = data
    context = automl_context(s3, {"training": source("s3://in/churn.csv", **(members or {}))}, **tabular)
    try:
        run_task("automl", context)
    except Exception as error:
        failure = failure_of(error)
        assert failure.code == "ClientError", failure
        assert set(s3.objects) == {("in", "churn.csv")}
        return failure.message
    raise AssertionError("it trained")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", ["'churn.csv' is empty"]),
        (b"\n \n", ["'churn.csv' is empty"]),
        (LINES[0] + b"\n", ["'churn.csv'", "no rows"]),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 9, ["'churn.csv'", "binary"]),
        (CSV + b"1,a\n", ["'churn.csv'", f"row {ROWS + 2} has 2 values where the header has 3"]),
        (CSV + b"1,a,yes,no\n", ["'churn.csv'", f"row {ROWS + 2} has 4 values"]),
        (CSV + b"1,a\0,yes\n", ["'churn.csv'", f"NUL byte in line {ROWS + 2}"]),
        (CSV + b"1,b," + b"y" * 10_000_000 + b"\n", ["'churn.csv'", "column 'churn'", "1 MiB", f"row {ROWS + 2}"]),
        (CSV + b'1,"b,yes\n' + b"2,a,no\n" * 3, ["'churn.csv'", f"after line {ROWS + 2} and never closed"]),
        (CSV.replace("x,東".encode(), b"x,x"), ["'churn.csv'", "'x' occurs more than once"]),
        (CSV.replace("x,東".encode(), b",b"), ["'churn.csv'", "column 1 has no name"]),
        (WIDE, ["'churn.csv'", "1,001 columns; at most 1,000"]),
        (b"\n".join(LINES[1:]).replace(b"a,", b"1,"), ["There is no column 'churn' to predict"]),
        (CSV.decode().encode("utf-16")[:-1], ["'churn.csv'", "UTF-16"]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_files_that_are_no_tables_are_told_with_their_place(data: bytes, words: list[str]) -> None:
    reason = _fail(data)
    assert all(word in reason for word in words), reason


@pytest.mark.parametrize(
    ("data", "tabular", "words"),
    [
        (to_csv(GOOD.slice(0, 49)), {}, ["Only 49 rows", "'churn'", "at least 50"]),
        (
            _with("churn", ["yes"] * 49 + [None] * 11),
            {"problem": "BinaryClassification", "objective": "F1"},
            ["49 rows"],
        ),
        (CSV, {"target": "Churn"}, ["no column 'Churn'", "case-sensitive"]),
        (_with("churn", pa.nulls(ROWS, pa.string())), {}, ["'churn' holds no value at all"]),
        (_with("churn", ["yes"] * ROWS), {}, ["'churn' has the same value in every row"]),
        (_with("churn", _labels(ROWS)), {}, ["'churn' has 60 different values in 60 rows: too many labels"]),
        (
            _with("churn", _labels(3)),
            {"problem": "BinaryClassification", "objective": "F1"},
            ["3 different values", "exactly 2"],
        ),
        (CSV, {"problem": "Regression", "objective": "MSE"}, ["'churn'", "not numbers"]),
        (to_csv(GOOD.select(["churn"])), {}, ["only the target column 'churn'"]),
        (
            to_csv(GOOD.select(["churn"]).append_column("c", pa.array([1] * ROWS))),
            {},
            ["No column besides 'churn' varies"],
        ),
        (
            _with("churn", [10.0 ** (row * 3) for row in range(ROWS)]),
            {"problem": "Regression", "objective": "MSE"},
            ["'churn'", "beyond 1e100"],
        ),
        (CSV, {"weight": "w"}, ["no column 'w'", "sample weights"]),
        (CSV, {"weight": "東"}, ["'東' holds no positive number"]),
    ],
)
def test_targets_and_columns_that_cannot_be_learnt_are_told(
    data: bytes, tabular: dict[str, Any], words: list[str]
) -> None:
    reason = _fail(data, **tabular)
    assert all(word in reason for word in words), reason


def test_a_gzip_bomb_is_not_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sealcanvas.ml.reading.gunzip._HARMLESS_BYTES", 1 << 20)
    bomb = gzip.compress(b"x,churn\n" + b"1,yes\n" * 2_000_000)
    assert "'churn.csv' expands to more than 200 times its size" in _fail(bomb, {"gzip": True})


def test_gzip_streams_cut_short_are_told() -> None:
    assert "'churn.csv' is not a gzip file, or a damaged one" in _fail(gzip.compress(CSV)[:-9], {"gzip": True})


def test_a_parquet_file_that_is_none_or_nested_is_told() -> None:
    nested = to_parquet(GOOD.append_column("tags", pa.array([["a"]] * ROWS)))
    assert "column 'tags' holds list" in _fail(nested, {"content": "parquet"})
    assert "damaged Parquet" in _fail(to_parquet(GOOD)[:-40], {"content": "parquet"})


def test_too_many_or_too_large_objects_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sealcanvas.jobs.tasks.channel.MAXIMUM_SAMPLED_BYTES", 100)
    assert "0 GiB" in _fail(CSV)
    monkeypatch.undo()
    monkeypatch.setattr("sealcanvas.jobs.tasks.s3_files.MAXIMUM_FILES", 0)
    assert "more than 0 objects at s3://in/churn.csv" in _fail(CSV)


@pytest.mark.parametrize("encoding", ["cp932", "shift_jis", "utf-8-sig", "utf-16"])
def test_japanese_files_are_read_right_in_every_encoding(encoding: str) -> None:
    s3 = FakeS3()
    s3.objects["in", "churn.csv"] = CSV.decode().encode(encoding)
    run_task("automl", automl_context(s3, max_candidates=1))
    assert "東".encode() in s3.objects["out", "churn-1/insights/insights.json"]


def test_fifty_rows_are_enough_and_few_rows_warn() -> None:
    s3 = FakeS3()
    s3.objects["in", "churn.csv"] = to_csv(GOOD.slice(0, 50))
    run_task("automl", automl_context(s3, max_candidates=1))
    assert (
        b"50 rows are few: Canvas asks for 500 for a quick build of two categories, 250 for a standard one."
        in s3.objects["out", "churn-1/insights/insights.json"]
    )


def test_constant_and_empty_columns_are_no_hindrance() -> None:
    s3 = FakeS3()
    table = GOOD.append_column("same", pa.array([1] * ROWS)).append_column("none", pa.nulls(ROWS, pa.string()))
    s3.objects["in", "churn.csv"] = to_csv(table)
    run_task("automl", automl_context(s3, max_candidates=1))
    assert b'"same": 0.0' in s3.objects["out", "churn-1/insights/insights.json"]


@pytest.mark.parametrize("size", [1e39, 1e308])
def test_numbers_of_any_size_are_no_hindrance(size: float) -> None:
    s3 = FakeS3()
    s3.objects["in", "churn.csv"] = _with("x", [size * (-1) ** row for row in range(ROWS)])
    algorithms = ["extra-trees", "lightgbm", "linear-learner", "mlp", "randomforest", "xgboost"]
    result = run_task("automl", automl_context(s3, algorithms=algorithms, max_candidates=14))
    assert {candidate["algorithm"] for candidate in result["candidates"]} == {*algorithms, "ensemble"}


def test_no_reason_repeats_a_value_of_the_data() -> None:
    for data in (
        CSV + b"secret-4711,a\n",
        CSV + b"1,b," + b"secret-4711" * 1_000_000 + b"\n",
        CSV + b"1,secret-4711\0,yes\n",
        _with("churn", [f"secret-4711-{row}" for row in range(ROWS)]),
    ):
        assert "4711" not in _fail(data)
