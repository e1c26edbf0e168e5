"""Batch predictions of Parquet files and of JSON documents in parts: the same answers, and flat memory."""

import gzip
import io
import json
import tracemalloc
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from sealcanvas.jobs.inference import json_array
from sealcanvas.jobs.inference.json_array import JsonArray
from sealcanvas.jobs.task import TaskFailed, find_task
from sealcanvas.jobs.tasks import transform as transform_task
from sealcanvas.ml.errors import SchemaMismatch, UnreadableFile
from sealcanvas.ml.table import to_csv
from tests.support.small_model import small_bundle, small_table
from tests.unit.sagemaker.task_world import FakeContext, FakeS3
from tests.unit.sagemaker.test_transform_task import payload

ROWS = 300
PARQUET: dict[str, Any] = {"content_type": "application/x-parquet", "most_bytes": None}
DOCUMENT: dict[str, Any] = {"content_type": "application/json", "most_bytes": None}


class WatchedS3(FakeS3):
    """Knows what was asked for in one piece."""

    def __init__(self, blocks: int) -> None:
        super().__init__()
        self.blocks = blocks
        self.whole: list[str] = []
        self.largest = self.given = 0

    def get_object(self, **request: Any) -> dict[str, Any]:
        if "Range" in request:
            first, last = request["Range"].removeprefix("bytes=").split("-")
            self.largest = max(self.largest, int(last) + 1 - int(first))
            self.given += int(last) + 1 - int(first)
        else:
            self.whole.append(request["Key"])
        return super().get_object(**request)


@pytest.fixture(scope="module")
def bundle() -> bytes:
    return small_bundle()


def answer(bundle: bytes, data: bytes, blocks: int = 1 << 20, **members: Any) -> tuple[bytes, WatchedS3]:
    s3 = WatchedS3(blocks)
    s3.objects["out", "model.zip"] = bundle
    s3.objects["in", "new/rows"] = data
    find_task("transform")(FakeContext(payload(**members), s3).as_context())
    return s3.objects["pred", "x/rows.out"], s3


def rows(count: int = ROWS) -> Any:
    return small_table(count, 2).select(["amount", "都市"])


def as_parquet(table: Any, group: int = 40) -> bytes:
    sink = io.BytesIO()
    parquet.write_table(table, sink, row_group_size=group)
    return sink.getvalue()


@pytest.fixture(scope="module")
def plain(bundle: bytes) -> bytes:
    return answer(bundle, to_csv(rows()))[0]


def test_parquet_is_read_by_ranges_and_answered_like_csv(bundle: bytes, plain: bytes) -> None:
    told, s3 = answer(bundle, as_parquet(rows()), **PARQUET)
    assert told == plain
    assert s3.whole == ["model.zip"]
    assert s3.given < 3 * len(s3.objects["in", "new/rows"]) + (64 << 10) * 2
    whole, _ = answer(bundle, gzip.compress(as_parquet(rows())), input={"gzip": True}, **PARQUET)
    assert whole == plain
    document, _ = answer(bundle, as_parquet(rows()), accept="application/json", **PARQUET)
    labels = [{"predicted_label": label} for label in plain.decode().split()]
    assert json.loads(document) == {"predictions": labels}


def test_a_large_parquet_file_is_never_asked_for_in_one_piece(bundle: bytes) -> None:
    many = pa.concat_tables([rows(70_000).append_column("id", pa.array([str(n) * 3 for n in range(70_000)]))] * 3)
    data = as_parquet(many, 30_000)
    told, s3 = answer(bundle, data, **PARQUET)
    assert told.count(b"\n") == many.num_rows
    assert s3.whole == ["model.zip"]
    assert s3.largest <= len(data) // 4


def test_a_column_that_is_null_in_some_row_groups_is_missing_there(bundle: bytes) -> None:
    table = rows(80)
    holes = pa.array([None] * 40 + table["amount"].to_pylist()[40:])
    table = table.set_column(0, "amount", holes)
    assert answer(bundle, as_parquet(table), **PARQUET)[0] == answer(bundle, to_csv(table))[0]


def test_parquet_that_cannot_be_is_told(bundle: bytes) -> None:
    data = as_parquet(rows())
    with pytest.raises(TaskFailed, match="which exceeds MaxPayloadInMB"):
        answer(bundle, data, content_type="application/x-parquet", most_bytes=100)
    with pytest.raises(UnreadableFile, match="'rows' is no PARQUET file"):
        answer(bundle, to_csv(rows()), **PARQUET)
    with pytest.raises(UnreadableFile, match="damaged"):
        answer(bundle, data[: len(data) // 2], **PARQUET)
    with pytest.raises(TaskFailed, match="no records"):
        answer(bundle, as_parquet(rows(0)), **PARQUET)
    with pytest.raises(SchemaMismatch, match="amount"):
        answer(bundle, as_parquet(rows().select(["都市"])), **PARQUET)


@pytest.mark.parametrize("blocks", [1, 7, 1 << 20])
@pytest.mark.parametrize("form", ["array", "instances", "features", "utf-16", "cp932"])
def test_a_document_cut_anywhere_is_answered_as_a_whole(
    bundle: bytes, plain: bytes, form: str, blocks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = rows().slice(0, 12).to_pylist()
    document: Any = records
    if form == "instances":
        document = {"instances": records, "id": "é]}"}
    if form == "features":
        document = {"instances": [{"features": list(row.values())} for row in records]}
    encoding = form if form in ("utf-16", "cp932") else "utf-8"
    data = (" \n" + json.dumps(document, ensure_ascii=form == "array", indent=1) + "\n").encode(encoding)
    labels = [{"predicted_label": label} for label in plain.decode().split()[:12]]
    monkeypatch.setattr(transform_task, "_BATCH_BYTES", 100)
    told, _ = answer(bundle, data, blocks, **DOCUMENT)
    assert told.decode() == json.dumps({"predictions": labels})
    lines, _ = answer(bundle, data, blocks, **DOCUMENT, accept="application/jsonlines")
    assert [json.loads(line) for line in lines.splitlines()] == labels
    assert answer(bundle, data, blocks, **DOCUMENT, accept="text/csv")[0].split() == plain.split()[:12]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ('[{"amount": 1, "都市": "a"}', "breaks off in record 1"),
        ('[{"amount": 1, "都市": "a"},', "breaks off in record 2"),
        ('[{"amount": 1, "都市": "a"}, ]', "breaks off in record 2"),
        ('[{"amount": 1, "都市": "a"}] x', "no JSON document"),
        ('[{"amount": 1, "都市": "a"} {}]', "breaks off in record 1"),
        ('[{"amount": 1, "都市": "a"}, 5]', "Record 2 of 'rows' is neither"),
        ('{"instances": [{"amount": 1, "都市": "a"}]', "no JSON document"),
        ('{"instances": [{"amount": 1, "都市": "a"}]]', "no JSON document"),
        ('{"instances": [{"amount": 1, "都市": "a"}], "instances": []}', "no JSON document"),
        ('{"instances": [{"amount": 1, "都市": "a"}], "amount": 1, "都市": "b"}', "no JSON document"),
    ],
)
def test_a_document_that_breaks_off_is_told(bundle: bytes, document: str, message: str) -> None:
    with pytest.raises(TaskFailed, match=message):
        answer(bundle, document.encode(), **DOCUMENT)


def test_what_cannot_be_read_in_parts_is_bounded(bundle: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transform_task, "_LARGEST_RECORD", 1 << 10)
    monkeypatch.setattr(json_array, "_HEAD", 1 << 8)
    records = rows(60).to_pylist()
    long = json.dumps(records).encode()
    assert len(long) > 1 << 11
    assert answer(bundle, long, **DOCUMENT)
    for members in ({"join": True}, {"input_filter": "$[0:3]"}):
        with pytest.raises(TaskFailed, match="cannot be read in parts: give JSON as an array of records"):
            answer(bundle, long, 100, **DOCUMENT, **members)
    with pytest.raises(TaskFailed, match="cannot be read in parts"):
        answer(bundle, json.dumps({"amount": 1, "都市": "a" * 2000}).encode(), 100, **DOCUMENT)
    with pytest.raises(TaskFailed, match="cannot be read in parts"):
        answer(bundle, gzip.compress(as_parquet(rows())), input={"gzip": True}, **PARQUET)
    with pytest.raises(TaskFailed, match="Record 1 of 'rows' has more than"):
        answer(bundle, json.dumps([{"amount": 1, "都市": "a" * 9000}]).encode(), 100, **DOCUMENT)


def test_a_model_with_a_column_of_that_name_takes_the_object_as_its_record() -> None:
    data = b'{"instances": [[1]]}'
    array = JsonArray([data], ["instances"], 100, "f")
    assert not array.many
    assert array.rest(lambda _: None) == data
    assert JsonArray([data], ["amount"], 100, "f").many


def test_a_long_document_takes_the_memory_of_a_batch() -> None:
    record = json.dumps({"amount": 1.5, "都市": "東京" * 20}, ensure_ascii=False).encode()
    count = 40_000

    def blocks() -> Any:
        yield b"[" + record
        for _ in range(count // 100):
            yield (b", " + record) * 100
        yield b"]"

    tracemalloc.start()
    try:
        array = JsonArray(blocks(), ["amount", "都市"], 1 << 20, "f")
        given = sum(len(batch) for batch in array.batches(1 << 16))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert given == count + 1
    assert peak < count * len(record) // 4
