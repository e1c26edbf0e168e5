import io

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcanvas.ml.errors import UnreadableFile
from sealcanvas.ml.table import read_table, to_csv, to_parquet

TEXT = "商品,値段,日付\nりんご,1.5,2020/01/02\nみかん,2,2020/03/04\n,,\n"
ROWS = {"商品": ["りんご", "みかん", None], "値段": [1.5, 2.0, None]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "shift_jis", "utf-16"])
def test_reads_japanese_text_in_every_encoding_in_use(encoding: str) -> None:
    table = read_table(TEXT.encode(encoding))
    assert table.select(["商品", "値段"]).to_pydict() == ROWS
    assert pa.types.is_timestamp(table["日付"].type)


def test_reads_utf_16_without_a_mark_and_western_accents() -> None:
    assert read_table("a,b\nx,1\n".encode("utf-16-le")).to_pydict() == {"a": ["x"], "b": [1]}
    assert read_table("name,n\ncafé crème,1\nnaïve,2\n".encode("cp1252"))["name"].to_pylist() == ["café crème", "naïve"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_finds_the_delimiter(delimiter: str) -> None:
    rows = [["a", "b", "c"], ["1", "x", "2020-01-01"], ["2", "y", "2020-01-02"]]
    table = read_table("\r\n".join(delimiter.join(row) for row in rows).encode())
    assert table.column_names == ["a", "b", "c"]
    assert [str(kind) for kind in table.schema.types] == ["int64", "string", "date32[day]"]


def test_keeps_quoted_line_breaks_and_leading_zeros() -> None:
    table = read_table(b'code,note\n007,"two\nlines, one value"\n012,x\n')
    assert table.to_pydict() == {"code": ["007", "012"], "note": ["two\nlines, one value", "x"]}


def test_reads_streams_and_parquet() -> None:
    table = pa.table({"a": pa.array(["x", "y"]).dictionary_encode(), "b": pa.array([1, 2], pa.int16())})
    again = read_table(io.BytesIO(to_parquet(table)))
    assert again.to_pydict() == {"a": ["x", "y"], "b": [1, 2]}
    assert [str(kind) for kind in again.schema.types] == ["string", "int64"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"a,b\n", "no rows"),
        (b"a,b\n1,2\n1,2,3\n", "row 3 has 3 values"),
        (b"a,a\n1,2\n", "'a' occurs more than once"),
        (b"a,,c\n1,2,3\n", "column 2 has no name"),
        (b"1,2\n3,4\n", "lack a header"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 9, "binary"),
        (b"a,b\n" + b"1,2\n" * 2000 + b"\0\0", "binary"),
        (b"PAR1 but not really", "damaged Parquet"),
        (b"\xff\xfea", "UTF-16"),
        (",".join(f"c{i}" for i in range(1001)).encode() + b"\n" + b",".join([b"1"] * 1001), "1,001 columns"),
    ],
)
def test_says_what_is_wrong_with_a_file(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_table(data, "stock.csv")
    assert said in caught.value.message
    assert "'stock.csv'" in caught.value.message


def test_refuses_nested_parquet_by_column_name() -> None:
    with pytest.raises(UnreadableFile, match="'lists'"):
        read_table(to_parquet(pa.table({"lists": [[1], [2]]})))


def test_writes_csv_unquoted_unless_needed() -> None:
    assert to_csv(pa.table({"a": [1, None], "b": ["x", "y"]})) == b"a,b\n1,x\n,y\n"
    assert read_table(to_csv(pa.table({"a": ['say "no", please', "b\nc"]})))["a"].to_pylist() == [
        'say "no", please',
        "b\nc",
    ]


@given(
    st.lists(
        st.tuples(st.floats(-1e12, 1e12), st.text("abcäあ ,;\"\n|'-", min_size=1, max_size=8)), min_size=1, max_size=20
    )
)
def test_csv_round_trip(rows: list[tuple[float, str]]) -> None:
    values, texts = zip(*rows, strict=True)
    texts = tuple(f"x{text}" for text in texts)
    table = read_table(to_csv(pa.table({"number": values, "text": texts})))
    assert np.allclose(np.array(table["number"].to_pylist(), dtype=float), values)
    assert tuple(table["text"].to_pylist()) == texts


@given(st.binary(max_size=200))
def test_junk_is_read_or_refused_but_never_crashes(data: bytes) -> None:
    try:
        table = read_table(data)
    except UnreadableFile:
        return
    assert table.num_rows > 0
