"""A real cell of ours, in a process of its own."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench.automl.cell import Cell
from bench.automl.environments import ROOT
from bench.automl.guard import Limits
from bench.automl.run import commit_of, measure


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    random = np.random.default_rng(1)
    x = random.normal(size=(400, 3))
    columns = {f"x{number}": column for number, column in enumerate(x.T)}
    path = tmp_path / "tiny.parquet"
    pq.write_table(pa.table({**columns, "target": x[:, 0] + 0.1 * random.normal(size=400)}), path)
    return path


@pytest.mark.slow
def test_ours_is_measured_within_its_budget(tiny: Path) -> None:
    record = measure(Cell("tiny", "sealcanvas", 3, 0), tiny, ROOT, "abc")
    assert record["status"] == "done", record
    assert 0.05 < record["score"] < 0.5
    assert len(record["blocks"]) == 10
    assert record["fit_cpu_s"] < 6
    assert record["rows"] == 100
    assert record["model_bytes"] > 1000
    assert record["commit"] == "abc"


def test_a_cell_that_is_killed_has_a_record_too(tiny: Path) -> None:
    record = measure(Cell("tiny", "sealcanvas", 3, 0), tiny, ROOT, "abc", Limits(start=0.05, fit=0, predict=0))
    assert record["status"] == "killed"
    assert "score" not in record
    assert record["note"].startswith("killed in start")


def test_the_commit_is_a_hash() -> None:
    assert 10 <= len(commit_of(ROOT)) <= 11
