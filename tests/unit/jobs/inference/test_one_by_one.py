"""A prediction does not depend on the records beside it, nor on the form that they come in."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sealcanvas.jobs.inference.json_path import WHOLE
from sealcanvas.jobs.inference.media import read_content_type
from sealcanvas.jobs.inference.records import reader_of
from sealcanvas.ml.bundle import pack, unpack
from sealcanvas.ml.problem import ProblemType
from sealcanvas.ml.table import read_table, to_parquet
from sealcanvas.ml.tabular import TabularModel
from sealcanvas.ml.tabular.train import train

COLUMNS = ["word", "size", "count", "flag", "day", "time"]
ROWS = [
    ["True", "1.50", "1", "true", "2026-01-05", "12:30"],
    ["False", "XL", "2.5", "false", "2026/03/17", "12:30:00"],
    ["unknown", "007", "-3", "true", "2026-02-01", "9h"],
    ["unknown", "+5", "1000", "false", "2026-01-09", "noon"],
]


def text_of(rows: list[list[str]], header: list[str] | None = None) -> bytes:
    sink = io.StringIO(newline="")
    csv.writer(sink, lineterminator="\n").writerows([header, *rows] if header else rows)
    return sink.getvalue().encode()


@pytest.fixture(scope="module")
def model() -> TabularModel:
    rows = [[*row, str(place % 4 * 10 + place // 4 % 2)] for place, row in enumerate(ROWS * 15)]
    table = read_table(text_of(rows, [*COLUMNS, "price"]))
    trained = train(
        table,
        "price",
        ProblemType.REGRESSION,
        budget_seconds=2,
        algorithms=["linear-learner"],
        max_candidates=1,
    )
    return TabularModel.from_bundle(unpack(pack(trained.to_bundle())))


def read(model: TabularModel, data: bytes, content_type: str) -> Any:
    media = read_content_type(content_type)
    records = reader_of(media, model.columns, "f", lines=media.by_line, path=WHOLE, keep=False).read(data)
    assert records is not None
    return records.table


def features(model: TabularModel, table: Any) -> list[str]:
    return [repr(row) for row in model.features.encode(table).tolist()]


def test_csv_records_one_by_one_are_encoded_as_all_of_the_training_file(model: TabularModel) -> None:
    whole = features(model, read_table(text_of(ROWS, COLUMNS)))
    assert not any("nan" in row for row in whole)
    assert features(model, read(model, text_of(ROWS), "text/csv")) == whole
    assert [features(model, read(model, text_of([row]), "text/csv"))[0] for row in ROWS] == whole
    headed = [read(model, text_of([row], COLUMNS), "text/csv") for row in ROWS]
    assert [features(model, table)[0] for table in headed] == whole


def test_json_and_parquet_values_are_encoded_as_the_text_that_training_saw(model: TabularModel) -> None:
    whole = features(model, read_table(text_of(ROWS, COLUMNS)))
    for place, row in enumerate(ROWS):
        values: list[Any] = list(row)
        values[:4] = [
            {"True": True, "False": False}.get(row[0], row[0]),
            {"1.50": 1.5, "+5": 5}.get(row[1], row[1]),
            float(row[2]),
            row[3] == "true",
        ]
        line = json.dumps(dict(zip(COLUMNS, values, strict=True))).encode()
        assert features(model, read(model, line, "application/jsonlines"))[0] == whole[place]
        one = to_parquet(pa.table({name: [value] for name, value in zip(COLUMNS, values, strict=True)}))
        assert features(model, read(model, one, "application/x-parquet"))[0] == whole[place]


WRITINGS = (
    "|NA|0|1|01|1.0|1.50|1.5|+5|5|1e3|-0|1,234| 1|true|True|yes| no|2026-01-05|2026/01/05|2026-01-05 00:00:00|inf|nan"
    "|2026-01-05T00:00:00Z|12:30|12:30:00|2026|20260105|1580493600|99999999999999999999|1234567890123456789|XL|007|0x1F"
    '|"'
)
ODD = st.sampled_from(WRITINGS.split("|"))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(ODD, min_size=6, max_size=6), min_size=1, max_size=6))
def test_no_odd_value_changes_what_its_neighbours_are(model: TabularModel, rows: list[list[str]]) -> None:
    forms: list[tuple[str, Callable[[list[list[str]]], bytes]]] = [
        ("text/csv", text_of),
        ("application/jsonlines", lambda each: "\n".join(map(json.dumps, each)).encode()),
    ]
    for kind, write in forms:
        whole = features(model, read(model, write(rows), kind))
        assert [features(model, read(model, write([row]), kind))[0] for row in rows] == whole


def test_the_first_batch_that_is_not_ascii_settles_the_encoding_of_the_file() -> None:
    reader = reader_of(read_content_type("text/csv"), ["a", "b"], "f", lines=True, path=WHOLE, keep=False)
    found = []
    for batch in (b"x,1\n", "東京都かな,2\n".encode("cp932"), "ｶ,3\n".encode("cp932")):
        records = reader.read(batch)
        assert records is not None
        found += records.table["a"].to_pylist()
    assert found == ["x", "東京都かな", "ｶ"]
