"""Imports: profiled and copied as they stream by, whatever the format and the size."""

import gzip
import json
from typing import Any

import pyarrow as pa
import pytest

from sealcanvas.jobs.tasks import import_dataset, preview
from sealcanvas.jobs.tasks.preview import PREVIEW_FILE
from sealcanvas.ml.errors import UnreadableFile
from sealcanvas.ml.table import read_table, to_csv, to_parquet
from tests.unit.ml import workbooks
from tests.unit.sagemaker.task_world import FakeContext, FakeS3, run_task

TABLE = pa.table({"code": [f"{number:06}" for number in range(3000)], "値": [number / 4 for number in range(3000)]})
CELLS = [tuple(row.values()) for row in TABLE.to_pylist()]


def imported(
    name: str, data: bytes, s3: FakeS3, sampling: dict[str, Any] | None = None, **read: Any
) -> tuple[dict[str, Any], FakeContext]:
    s3.objects["in", name] = data
    payload = {
        "source": {"bucket": "in", "key": name},
        "target": {"bucket": "own", "key": name},
        "name": name,
        "key": None,
        "read": read,
        "sampling": sampling,
    }
    context = FakeContext(payload, s3)
    return run_task("import_dataset", context), context


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("write", [to_csv, to_parquet])
def test_csv_and_parquet_are_copied_byte_for_byte(write: Any, large: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if large:
        monkeypatch.setattr(import_dataset, "_AT_ONCE", 1000)
    table = pa.concat_tables([TABLE] * 300) if large else TABLE
    s3, data = FakeS3(), write(table)
    result, context = imported("a.bin", data, s3)
    assert s3.objects["own", "a.bin"] == data
    assert (result["rows"], result["bytes"]) == (table.num_rows, len(data))
    assert [column["type"] for column in result["columns"]] == ["Categorical", "Numeric"]
    assert [column["unique"] for column in result["columns"]] == [3000, 3000]
    assert list(context.volume.files) == [PREVIEW_FILE]
    shown = json.loads(context.volume.files[PREVIEW_FILE])
    assert shown["rows"][1] == ["000001", "0.25"]
    assert len(shown["rows"]) == 100


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv.gz", gzip.compress(to_csv(TABLE))),
        ("a.jsonl", "".join(json.dumps(row) + "\n" for row in TABLE.to_pylist()).encode()),
        (
            "a.xlsx",
            workbooks.workbook(
                {"s": workbooks.rows(("code", "値"), *[tuple(row.values()) for row in TABLE.to_pylist()])}
            ),
        ),
    ],
)
def test_other_formats_are_kept_as_parquet(name: str, data: bytes) -> None:
    s3 = FakeS3()
    result, _ = imported(name, data, s3)
    assert result["format"] == "parquet"
    assert read_table(s3.objects["own", name]).equals(TABLE)


def test_a_large_file_that_turns_out_ragged_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_dataset, "_AT_ONCE", 1000)
    s3 = FakeS3()
    with pytest.raises(UnreadableFile, match="row 900002 has 3 values"):
        imported("a.csv", to_csv(pa.concat_tables([TABLE] * 300)) + b"1,2,3\n", s3)
    assert ("own", "a.csv") not in s3.objects
    assert not s3.uploads


ODD = "東京'x|1.5|2024/01/02\n大阪''y|2.5|2024/01/03\n".encode("euc-jp")


@pytest.mark.parametrize("large", [False, True])
def test_csv_of_a_told_dialect_is_kept_in_the_common_one(large: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if large:
        monkeypatch.setattr(import_dataset, "_AT_ONCE", 1000)
    s3 = FakeS3()
    told: dict[str, Any] = {"encoding": "euc-jp", "delimiter": "|", "quote": "", "header": False}
    result, _ = imported("a.txt", ODD * 40_000, s3, **told)
    copy = s3.objects["own", "a.txt"]
    assert copy.decode().splitlines()[:2] == ["column_1,column_2,column_3", "東京'x,1.5,2024/01/02"]
    assert (result["rows"], result["source_rows"], result["format"]) == (80_000, 80_000, "csv")
    assert result["found"] == {"form": "csv", "gzip": False, **told}
    assert [column["kind"] for column in result["columns"]] == ["text", "number", "time"]
    assert read_table(copy).num_rows == 80_000


def test_values_that_need_quotes_survive_the_common_dialect() -> None:
    s3 = FakeS3()
    imported("a.csv", b"a;b;c\n'x,1\n2';NULL;\"q\"\n;;3\n", s3, delimiter=";", quote="'")
    assert read_table(s3.objects["own", "a.csv"], texts=True).to_pylist() == [
        {"a": "x,1\n2", "b": None, "c": '"q"'},
        {"a": None, "b": None, "c": "3"},
    ]


def test_a_sheet_is_chosen() -> None:
    book = workbooks.workbook(
        {"s": workbooks.rows(("a", "b"), (1, 2)), "二": workbooks.rows(("code", "値"), ("x", 3), ("y", 4))}
    )
    s3 = FakeS3()
    result, _ = imported("a.xlsx", book, s3, sheet="二")
    assert result["found"] == {"form": "xlsx", "gzip": False, "header": True, "sheet": "二"}
    assert read_table(s3.objects["own", "a.xlsx"])["値"].to_pylist() == [3, 4]
    with pytest.raises(UnreadableFile, match="no sheet '三'"):
        imported("a.xlsx", book, s3, sheet="三")


@pytest.mark.parametrize("form", ["parquet", "xlsx"])
def test_a_file_of_another_format_than_told_is_refused(form: str) -> None:
    with pytest.raises(UnreadableFile, match=f"is no {form.upper()} file"):
        imported("a.csv", to_csv(TABLE), FakeS3(), form=form)
    with pytest.raises(UnreadableFile, match="is no CSV file"):
        imported("a.csv", to_parquet(TABLE), FakeS3(), form="csv")


@pytest.mark.parametrize("method", ["FirstRows", "Random"])
def test_a_sample_is_kept_as_parquet_and_says_of_how_many(method: str) -> None:
    s3 = FakeS3()
    result, _ = imported("a.csv", to_csv(TABLE), s3, {"method": method, "rows": 1000})
    kept = read_table(s3.objects["own", "a.csv"])
    assert result["source_rows"] == 3000
    assert result["rows"] == kept.num_rows
    if method == "FirstRows":
        assert kept.equals(TABLE.slice(0, 1000))
    else:
        assert 500 < kept.num_rows <= 1000
        assert kept["値"].to_pylist() != TABLE["値"].to_pylist()[: kept.num_rows]


def test_a_preview_of_long_values_has_fewer_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "_MOST_PREVIEW", 5_000)
    _, context = imported("a.csv", to_csv(pa.table({"a": ["値" * 400] * 200, "b": ["x"] * 200})), FakeS3())
    left = context.volume.files[PREVIEW_FILE]
    assert len(left) <= 5_000
    assert 0 < len(json.loads(left)["rows"]) < 100
