"""Workbooks and JSON lines: read as CSV would be, and bounded before they are read."""

import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcanvas.ml.errors import UnreadableFile
from sealcanvas.ml.reading import Options, workbook
from sealcanvas.ml.table import read_table
from tests.unit.ml import workbooks

CELLS = workbooks.rows(("名前", "n", "on"), ("007", 1.5, True), ("x", 2, None), (None, None, False))
DATES = (
    '<row r="2"><c r="B2" t="inlineStr"><is><t>d</t></is></c></row><row r="4"><c r="B4" s="1"><v>44000</v></c></row>'
)


def test_the_first_sheet_or_a_named_one_is_read() -> None:
    data = workbooks.workbook({"S 1": CELLS, "日付": DATES})
    assert read_table(data).to_pydict() == {
        "名前": ["007", "x", None],
        "n": [1.5, 2.0, None],
        "on": [True, None, False],
    }
    assert str(read_table(data, options=Options(sheet="日付")).column("d")[0]) == "2020-06-18"
    with pytest.raises(UnreadableFile, match="no sheet 'nothing'"):
        read_table(data, options=Options(sheet="nothing"))


def test_a_workbook_without_a_header_has_its_columns_numbered() -> None:
    data = workbooks.workbook({"a": workbooks.rows((1, "x"), (2, "y"))})
    assert read_table(data, options=Options(header=False)).to_pydict() == {"column_1": [1, 2], "column_2": ["x", "y"]}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("", "empty"),
        (workbooks.rows(("a", "a"), (1, 2)), "'a' occurs more than once"),
        (workbooks.rows(("a", "b"), (1, 2), (1, 2, 3)), "row 3 has values behind the last named column"),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>', "cells, too many"),
        (
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="ZZ1048576"><v>1</v></c></row>',
            "cells, too many",
        ),
    ],
)
def test_says_what_is_wrong_with_a_workbook(cells: str, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        read_table(workbooks.workbook({"a": cells}), "w.xlsx")


def test_a_bomb_is_refused_by_what_it_declares_and_by_what_it_does() -> None:
    big = workbooks.workbook({"a": CELLS + " " * 2_000_000})
    told = bytearray(big)
    with zipfile.ZipFile(io.BytesIO(big)) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    for place in range(len(told) - 4):
        if told[place : place + 4] == part.file_size.to_bytes(4, "little"):
            told[place : place + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(UnreadableFile, match="unpacks to more than it declares"):
        read_table(bytes(told))


def test_declared_sizes_are_looked_at_before_anything_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_MOST_UNPACKED", 1000)
    monkeypatch.setattr(workbook, "_check_part", lambda *_: pytest.fail("unpacked"))
    with pytest.raises(UnreadableFile, match="unpacks to more"):
        read_table(workbooks.workbook({"a": CELLS}))


@given(st.binary(max_size=200))
def test_junk_in_a_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read_table(b"PK\x03\x04" + data)


def test_json_lines_are_read_with_numbers_as_they_are_written() -> None:
    rows = '{"code": "007", "n": 1.50, "on": true, "t": null}\n\n{"n": 2, "code": "8", "day": "2020-01-02"}\n'
    table = read_table(rows.encode(), "rows.jsonl")
    assert table.column_names == ["code", "n", "on", "t", "day"]
    assert table.select(["code", "n", "on", "t"]).to_pydict() == {
        "code": ["007", "8"],
        "n": [1.5, 2.0],
        "on": [True, None],
        "t": [None, None],
    }
    assert read_table(rows.encode(), "rows.jsonl", texts=True)["n"].to_pylist() == ["1.50", "2"]
    assert read_table(rows.encode("utf-16"), "rows.jsonl").num_rows == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"a": 1}\n{"a": ', "row 2 is no JSON"),
        (b'{"a": 1}\n[1]\n', "row 2 is no JSON object"),
        (b'{"a": 1}\n{"a": {"b": 2}}\n', "column 'a' holds an object or array in row 2"),
        (b'{"a": "\\ud800"}\n', "half a character in row 1"),
        (b'{"": 1}\n', "column 1 has no name"),
        (b"\n\n", "empty"),
        (b'{"a": "' + b"x" * (9 << 20), "row 1 has more than 8 MiB"),
        (b'{"a": ' + b"[" * 200_000, "no JSON"),
    ],
)
def test_says_what_is_wrong_with_json_lines(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        read_table(data, "rows.jsonl")


def test_a_member_that_comes_late_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from sealcanvas.ml.reading import json_lines

    monkeypatch.setattr(json_lines, "_HEAD", 10)
    lines = [json.dumps({"a": 1})] * 3 + [json.dumps({"a": 1, "new": 2})]
    with pytest.raises(UnreadableFile, match="row 4 has the member 'new'"):
        read_table("\n".join(lines).encode(), "rows.ndjson")
