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


@pytest.mark.parametrize(
    "text", ["名前,値\n東京,1\n大阪,2\n", "店,n\n渋谷,1\n", "品名,価格\nりんご,1\n", "ﾃﾝﾎﾟ,値段\n東,1\n"]
)
def test_a_few_kanji_are_enough_to_know_cp932(text: str) -> None:
    assert read_table(text.encode("cp932")).column_names == text.split("\n")[0].split(",")


@pytest.mark.parametrize(
    "word", ["it’s", "créée", "größe", "“quoted”", "Übergröße", "10 €", "naïve – yes", "œuvre", "Ñandú"]
)
def test_western_text_is_not_taken_for_japanese(word: str) -> None:
    assert read_table(f"a,b\n{word} here,1\nplain,2\n".encode("cp1252"))["a"][0].as_py() == f"{word} here"


def test_a_long_value_within_the_bound_and_stray_quotes_are_read() -> None:
    table = read_table(b"a,b\n" + b"1,2\n" * 90_000 + b"1," + b"x" * 1_000_000 + b"\n")
    assert len(table["b"][-1].as_py()) == 1_000_000
    assert read_table(b'size,n\n5" pipe,1\n6 pipe,2\n')["size"].to_pylist() == ['5" pipe', "6 pipe"]


def test_a_parquet_file_that_swells_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sealcanvas.ml.reading.parquet_rows._MOST_CELLS", 100)
    with pytest.raises(UnreadableFile, match="200 rows of 1 columns"):
        read_table(to_parquet(pa.table({"a": [1] * 200})), "swells.parquet")


def test_no_value_of_the_data_stands_in_a_message() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_table(b"code,b\n007,1\nsecret\xf0\x9f,2\n1,2,3,hidden\n")
    assert "hidden" not in caught.value.message


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
        (b"a,b\n" + b"1,2\n" * 2000 + b"\0\0", "NUL byte in line 2002"),
        (b"a,b\n1,\0\n", "NUL byte in line 2"),
        (b"a,b\n1," + b"x" * 10_000_000 + b"\n", "column 'b' holds a value of more than 1 MiB in row 2"),
        (
            b"a,b\n" + b"1,2\n" * 90_000 + b"1," + b"x" * 10_000_000 + b"\n",
            "'b' holds a value of more than 1 MiB in row 90002",
        ),
        (
            b"a,b\n" + b"1,2\n" * 90_000 + b"1," + b"x" * 2_000_000 + b"\n",
            "'b' holds a value of more than 1 MiB in row 90002",
        ),
        (b"a,b\n" + b"1,2\n" * 300_000 + b"1,2,3\n", "row 300002 has 3 values where the header has 2"),
        (b'a,b\n1,x\n2,"y\n' + b"3,4\n" * 9, "a quote is opened in or after line 3 and never closed"),
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


def test_japanese_text_far_behind_ascii_is_found() -> None:
    text = "code,city\n" + "1,Kobe\n" * 20_000 + "2,東京都\n3,ｶﾅとかな\n"
    assert read_table(text.encode("cp932"))["city"].to_pylist()[-2:] == ["東京都", "ｶﾅとかな"]
