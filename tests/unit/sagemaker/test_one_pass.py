"""Files that are read by ranges are fetched once, and their digests and copies are of all their bytes."""

import hashlib
import io
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.task import TaskFailed
from sealcanvas.jobs.tasks import import_dataset, measure_drift, one_pass
from sealcanvas.jobs.tasks.channel import read_channel
from sealcanvas.ml.table import to_csv
from tests.unit.sagemaker.task_world import FakeContext, FakeS3, run_task, source


class CountingS3(FakeS3):
    """Counts the bytes that it gives."""

    given = 0

    def get_object(self, **request: Any) -> dict[str, Any]:
        found = super().get_object(**request)
        read = found["Body"].read

        def counted(size: int) -> bytes:
            piece: bytes = read(size)
            self.given += len(piece)
            return piece

        found["Body"].read = counted
        return found


def table(rows: int = 30_000) -> Any:
    random = np.random.default_rng(0)
    return pa.table(
        {"a": random.normal(size=rows), "b": random.integers(0, 9, rows), "c": ["東京", "x", None] * (rows // 3)}
    )


def as_parquet(group: int = 5_000) -> bytes:
    sink = io.BytesIO()
    parquet.write_table(table(), sink, row_group_size=group, compression="none")
    return sink.getvalue()


@pytest.fixture
def s3() -> CountingS3:
    s3 = CountingS3()
    s3.blocks = 10_000
    s3.objects["in", "rows.parquet"] = as_parquet()
    return s3


def read(s3: FakeS3) -> Any:
    context = cast("TaskContext", FakeContext({}, s3))
    return read_channel(context, source("s3://in/rows.parquet", content="parquet"), lambda _: None)


def test_a_parquet_channel_is_fetched_once_and_its_digest_is_the_files(s3: CountingS3) -> None:
    data = s3.objects["in", "rows.parquet"]
    found = read(s3)
    assert found.table.equals(table())
    assert found.lineage[0]["sha256"] == hashlib.sha256(data).hexdigest()
    assert s3.given == len(data)


@pytest.mark.parametrize("window", [1, 30_000, 200_000])
def test_a_row_group_larger_than_the_window_is_read_all_the_same(
    s3: CountingS3, window: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_pass, "_WINDOW", window)
    data = s3.objects["in", "rows.parquet"]
    found = read(s3)
    assert found.table.equals(table())
    assert found.lineage[0]["sha256"] == hashlib.sha256(data).hexdigest()
    # The footer, which is at the end, and what lies farther apart in a row group, twice.
    assert s3.given <= 2 * len(data) + (64 << 10) * 3


def test_an_import_copies_parquet_as_it_passes(s3: CountingS3, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_dataset, "_AT_ONCE", 1000)
    data = s3.objects["in", "rows.parquet"]
    place = {"bucket": "in", "key": "rows.parquet"}
    target = {"bucket": "canvas", "key": "Canvas/rows.parquet"}
    found = run_task(
        "import_dataset",
        FakeContext(
            {"source": place, "target": target, "name": "rows.parquet", "key": None, "read": {}, "sampling": None}, s3
        ),
    )
    assert (found["rows"], found["bytes"], found["format"]) == (30_000, len(data), "parquet")
    assert s3.objects["canvas", "Canvas/rows.parquet"] == data
    # The size is asked for by a request whose body is closed at once; the first bytes tell the format.
    assert s3.given <= len(data) + (8 << 10)


@pytest.mark.parametrize("rows", [10_000, 500])
def test_drift_is_measured_on_a_sample_of_long_files(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure_drift, "_MOST_ROWS", rows)
    s3, then = CountingS3(), table(6_000)
    moved = then.set_column(0, "a", pa.array(then["a"].to_numpy() + 3)).drop_columns(["b"])
    s3.objects["canvas", "then.csv"], s3.objects["canvas", "now.csv"] = to_csv(then), to_csv(moved)
    places = {name: {"bucket": "canvas", "key": f"{name}.csv"} for name in ("then", "now")}
    found = run_task("measure_drift", FakeContext({**places, "ignored": []}, s3))
    assert found["schema"] == {"b": "The column 'b' is gone."}
    assert found["stability"]["a"] > 1
    assert found["stability"]["c"] < 0.05


def test_series_that_take_too_much_of_the_jobs_memory_are_refused_while_they_are_read(s3: CountingS3) -> None:
    s3.objects["in", "rows.csv"] = to_csv(table())
    context = FakeContext({}, s3)
    context.memory_bytes = 3 << 10
    with pytest.raises(TaskFailed, match="take more than 0 MiB, a third of the memory that this job may use"):
        read_channel(cast("TaskContext", context), source("s3://in/rows.csv"), lambda _: None)
