"""How many rows of a channel training takes: by what they cost in memory, the same every time, rare labels kept."""

import numpy as np
import pyarrow as pa
import pytest

from sealcanvas.jobs.tasks import fitting_rows as module
from sealcanvas.jobs.tasks.channel import Channel
from sealcanvas.jobs.tasks.fitting_rows import fitting_rows
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.tabular.footprint import bytes_per_row

ROWS = 60_000
MEMORY = 490 << 20


def table(**more: pa.Array) -> pa.Table:
    random = np.random.default_rng(0)
    label = np.array(["no", "yes", "稀"])[np.where(np.arange(ROWS) % 200 == 7, 2, random.integers(0, 2, ROWS))]
    return pa.table({"n": random.normal(size=ROWS), "市": random.integers(0, 60, ROWS).astype(str), "y": label, **more})


def channel(rows: pa.Table) -> Channel:
    return Channel(rows, rows.nbytes, [], rows.num_rows)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LEAST_ROWS", 1_000)


def test_all_rows_stay_where_there_is_memory_for_them() -> None:
    found = fitting_rows({"training": channel(table())}, "y", ProblemType.MULTICLASS, 4 << 30, 0)
    assert found["training"].table.num_rows == ROWS


def test_costly_rows_are_sampled_evenly_and_alike_and_rare_labels_stay() -> None:
    rows = table()
    one, other = (
        fitting_rows({"training": channel(rows)}, "y", ProblemType.MULTICLASS, MEMORY, 0)["training"] for _ in "ab"
    )
    assert one.table.equals(other.table)
    assert one.rows == ROWS
    cost = bytes_per_row(rows, "y", numeric=False)
    assert ROWS // 6 < one.table.num_rows <= 0.7 * (MEMORY - (440 << 20)) / cost
    assert one.table["y"].to_pylist().count("稀") == 300
    assert abs(np.mean(one.table["n"].to_numpy())) < 0.05


def test_two_channels_share_the_memory() -> None:
    both = fitting_rows(
        {"training": channel(table()), "validation": channel(table())}, "y", ProblemType.BINARY, MEMORY, 0
    )
    alone = fitting_rows({"training": channel(table())}, "y", ProblemType.BINARY, MEMORY, 0)
    assert both["training"].table.num_rows < alone["training"].table.num_rows
    assert both["validation"].table.num_rows == both["training"].table.num_rows


def test_no_memory_at_all_still_leaves_some_rows() -> None:
    found = fitting_rows({"training": channel(table())}, "y", ProblemType.BINARY, 0, 0)
    assert 700 < found["training"].table.num_rows <= 1_500  # a sample keeps 500 of each label


def test_a_row_costs_what_its_columns_become() -> None:
    plain = bytes_per_row(table(), "y", numeric=True)
    names = pa.array([f"c{number % 300}" for number in range(ROWS)])
    assert bytes_per_row(table(c=names), "y", numeric=True) - plain == 30 * 40 + 30
    day = pa.array(np.arange(ROWS).astype("datetime64[D]"))
    assert plain < bytes_per_row(table(d=day), "y", numeric=True)
    labels = pa.table({"y": [str(number % 1000) for number in range(ROWS)]})
    assert bytes_per_row(labels, "y", numeric=False) == 72 * 1000
    assert bytes_per_row(labels, "y", numeric=True) == 72
    assert bytes_per_row(labels.slice(0, 0), "y", numeric=True) == 72
    assert bytes_per_row(pa.table({"e": pa.array([None] * 5, pa.string())}), "y", numeric=True) > 0
