"""Models that Forecast builds tell which files they learnt from, and bring their notebook."""

import hashlib
import io
import json
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from sealcanvas.jobs.tasks import series_import, series_rows, series_train
from sealcanvas.jobs.tasks.series_origin import origin_of, with_origin
from sealcanvas.ml.bundle import unpack
from tests.support.small_model import small_history
from tests.unit.sagemaker.task_world import FakeContext, FakeS3, run_task

FILES = [{"uri": "s3://in/売上.csv", "bytes": 5, "sha256": "ab"}]


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """What is kept, by its place's path, without any seal."""
    kept: dict[str, bytes] = {}

    def write(context: Any, place: dict[str, str], data: bytes) -> None:
        kept[place["path"]] = data

    def read(context: Any, place: dict[str, str]) -> bytes:
        return kept[place["path"]]

    monkeypatch.setattr(series_import, "write_store", write)
    monkeypatch.setattr(series_train, "write_store", write)
    monkeypatch.setattr(series_rows, "read_store", read)
    return kept


def imported(text: bytes) -> dict[str, Any]:
    s3 = FakeS3()
    s3.objects["in", "sales/a.csv"], s3.objects["in", "sales/b.csv"] = text, text.replace(b"x,", b"y,")
    payload = {
        "files": [{"bucket": "in", "key": f"sales/{name}.csv"} for name in "ab"],
        "format": "CSV",
        "columns": [["item_id", "string"], ["timestamp", "timestamp"], ["target_value", "float"]],
        "item": "item_id",
        "static": False,
        "outputs": {"rows": {"path": "rows"}, "statistics": {"path": "statistics"}},
    }
    return run_task("series_import", FakeContext(payload, s3))


def rows(days: int = 80) -> bytes:
    sold = small_history(("x",), days)
    lines = zip(sold["day"].to_pylist(), sold["sold"].to_pylist(), strict=True)
    return "".join(f"x,{day},{value}\n" for day, value in lines).encode()


def test_an_import_notes_the_digests_of_its_files(store: dict[str, bytes]) -> None:
    text = rows(20)
    assert imported(text)["bytes"] == 2 * len(text)
    first, second = origin_of([parquet.read_table(io.BytesIO(store["rows"]))])
    assert first == {"uri": "s3://in/sales/a.csv", "bytes": len(text), "sha256": hashlib.sha256(text).hexdigest()}
    assert second["uri"] == "s3://in/sales/b.csv"


def test_tables_of_several_imports_tell_all_files_and_old_ones_none() -> None:
    plain = pa.table({"a": [1]})
    noted = with_origin(plain, FILES)
    assert origin_of([noted, plain, noted]) == FILES + FILES
    assert origin_of([pa.concat_tables([plain, noted])]) == []


@pytest.mark.slow
def test_a_predictor_tells_its_files_and_brings_its_notebook(store: dict[str, bytes]) -> None:
    imported(rows())
    config = {
        "target": "target_value",
        "timestamp": "timestamp",
        "item": "item_id",
        "frequency": "D",
        "horizon": 3,
        "groups": [],
        "features": {},
        "filling": {},
    }
    payload = {
        "inputs": {"history": [{"file_id": "f-1", "path": "rows"}]},
        "config": config,
        "quick": True,
        "budget_seconds": 4.0,
        "objective": "WAPE",
        "outputs": {"model": {"path": "model"}, "report": {"path": "report"}},
    }
    assert run_task("series_train", FakeContext(payload)) == {"items": 2}
    lineage = unpack(store["model"]).manifest["lineage"]
    assert lineage["rows"] == ["f-1"]
    assert [file["uri"] for file in lineage["inputs"]["history"]] == ["s3://in/sales/a.csv", "s3://in/sales/b.csv"]
    assert lineage["recipe"]["objective"] == "WAPE"
    notebook = json.loads(store["report"])["analysis"]["notebook"]
    assert notebook["nbformat"] == 4
    text = json.dumps(notebook)
    assert "s3://in/sales/a.csv" in text
    assert "target_value" in text
