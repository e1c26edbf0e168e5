"""Files in batches: dialects, encodings, and types that do not depend on where a batch or a file ends."""

import gzip
import io
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import csv

from sealcanvas.ml.errors import BadOption, UnreadableFile
from sealcanvas.ml.reading import Kinds, MemorySource, Options, Sample, giving_back, gunzip, open_rows, read_whole
from sealcanvas.ml.table import read_table

JAPANESE = "商品,値段\nりんごジュース,1.5\n東京都の天気,2\n"


@pytest.mark.parametrize("encoding", ["euc-jp", "cp932", "utf-8", "utf-16-le", "utf-16-be"])
def test_an_encoding_is_found_by_what_comes_megabytes_later(encoding: str) -> None:
    text = "name,n\n" + "plain,1\n" * 700_000 + JAPANESE.partition("\n")[2]
    table = read_table(text.encode(encoding))
    assert table["name"].to_pylist()[-2:] == ["りんごジュース", "東京都の天気"]


@pytest.mark.parametrize("word", ["créée", "größe", "ÄÖ", "Ñandú", "œuvre", "naïve – yes", "ÀÉÎÕÜ"])
def test_western_text_is_not_taken_for_euc_jp(word: str) -> None:
    assert read_table(f"a,b\n{word} here,1\nplain,2\n".encode("cp1252"))["a"][0].as_py() == f"{word} here"


def test_an_encoding_that_is_told_is_taken() -> None:
    data = b"a,b\nx,1\n" + b"\xc4\xd6,2\n"
    assert read_table(data, options=Options(encoding="euc_jp"))["a"].to_pylist()[1] == b"\xc4\xd6".decode("euc-jp")
    with pytest.raises(UnreadableFile, match="not UTF-8 text in or after line 1"):
        read_table(data, "x.csv", options=Options(encoding="utf8"))


def test_a_broken_character_far_behind_is_refused_with_its_line() -> None:
    data = JAPANESE.encode() + "りんご,1\n".encode() * 600_000 + b"\xff\xfe,1\n"
    with pytest.raises(UnreadableFile, match="UTF-8 text in or after line"):
        read_table(data)


@pytest.mark.parametrize(
    ("data", "options", "read"),
    [
        (b"a^b\n1^x\n", Options(delimiter="^"), {"a": [1], "b": ["x"]}),
        (b"a,b\n'x,1',2\n'y',3\n", Options(), {"a": ["x,1", "y"], "b": [2, 3]}),
        (b'a,b\n"x,1\n', Options(quote=""), {"a": ['"x'], "b": [1]}),
        (b"1,2\n3,4\n", Options(header=False), {"column_1": [1, 3], "column_2": [2, 4]}),
        (b"1,2\n3,4\n", Options(header=True), {"1": [3], "2": [4]}),
    ],
)
def test_a_dialect_is_found_or_told(data: bytes, options: Options, read: dict[str, list[object]]) -> None:
    assert read_table(data, options=options).to_pydict() == read


@pytest.mark.parametrize("wrong", [{"delimiter": ",,"}, {"encoding": "ebcdic"}, {"form": "xls"}, {"quote": "\n"}])
def test_impossible_options_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadOption):
        Options(**wrong)


def test_gzip_of_several_members_is_expanded_and_a_bomb_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    data = gzip.compress(b"a,b\n1,x\n") + gzip.compress(b"2,y\n")
    assert read_table(data).to_pydict() == {"a": [1, 2], "b": ["x", "y"]}
    monkeypatch.setattr(gunzip, "_HARMLESS_BYTES", 1 << 20)
    with pytest.raises(UnreadableFile, match="200 times"):
        read_table(gzip.compress(b"a,b\n" + b"1,x\n" * 4_000_000), "bomb.csv.gz")
    with pytest.raises(UnreadableFile, match="gzip"):
        read_table(data[:-9])


def test_types_rest_on_all_files_together() -> None:
    files = [b"zip,price,day\n12345,1,2020-01-01\n", b"day,zip,price\n2020/01/02,00123,\n", b"zip,price,day\n1,2.5,\n"]
    table = read_whole([MemorySource(data, f"{place}.csv") for place, data in enumerate(files)]).table
    assert table["zip"].to_pylist() == ["12345", "00123", "1"]
    assert table["price"].to_pylist() == [1.0, None, 2.5]
    assert pa.types.is_timestamp(table["day"].type)


def test_files_of_other_columns_are_refused_by_name() -> None:
    with pytest.raises(UnreadableFile, match=r"'a\.csv' and 'b\.csv' differ in their columns: 'y'"):
        read_whole([MemorySource(b"x\n1\n", "a.csv"), MemorySource(b"x,y\n1,2\n", "b.csv")])


PLAIN = ["1", "-2", "1.5", "1e3", "true", "False", "0", "x y", "NA", "", "+3", " 7", "99999999999999999999"]
DATES = ["2020-01-01", "2020/02/03", "2020-01-01 10:00", "2020-01-01T00:00:00Z"]
VALUES = st.sampled_from([*PLAIN, *DATES])


@settings(max_examples=60, deadline=None)
@given(st.lists(VALUES, min_size=2, max_size=12), st.integers(1, 11))
def test_types_are_those_that_arrow_finds_in_a_whole_file(values: list[str], cut: int) -> None:
    text = "c,d\n" + "".join(f'"{value}",1\n' for value in values)
    whole = csv.read_csv(
        io.BytesIO(text.encode()),
        convert_options=csv.ConvertOptions(
            null_values=["", "NA"],
            strings_can_be_null=True,
            timestamp_parsers=[csv.ISO8601, "%Y/%m/%d", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M"],
        ),
    )["c"]
    kinds = Kinds(["c"])
    texts = pa.array([None if value in ("", "NA") else value for value in values], pa.string())
    parts = [pa.record_batch([part], ["c"]) for part in (texts[:cut], texts[cut:])]
    for part in parts:
        kinds.see(part, typed=False)
    read = pa.chunked_array([kinds.convert("c", part.column(0)) for part in parts])
    expected = whole.cast(pa.string()) if pa.types.is_null(whole.type) else whole
    assert read.type == expected.type
    assert [str(value) for value in read] == [str(value) for value in expected]


def test_fractions_of_seconds_are_kept_and_one_odd_value_makes_a_column_text() -> None:
    assert str(read_table(b"t,u\n2020-01-01 10:00:00.25,1\n2020-01-01,x\n")["t"][0]) == "2020-01-01 10:00:00.250000"
    assert read_table(b"t\n1\n" + b"2\n" * 3_000_000 + b"x\n")["t"].type == pa.string()


class Endless:
    """A file larger than memory should ever hold: made as it is read."""

    name, size = "endless.csv", 400 << 20

    def blocks(self) -> Iterator[bytes]:
        yield b"a,b\n"
        block = b"1234567,some text\n" * 60_000
        for _ in range(400):
            yield block

    def read_at(self, start: int, length: int) -> bytes:
        return b"a,b\n1,2\n"[start : start + length]


def test_batches_are_small_and_a_sample_stays_within_its_bytes() -> None:
    sample = Sample(4 << 20, seed=3)
    before = pa.total_allocated_bytes()
    for batch in open_rows(Endless()).batches():
        sample.add(batch)
        assert batch.nbytes < 32 << 20
        assert pa.total_allocated_bytes() - before < 120 << 20
        if sample.seen > 2_000_000:
            break
    assert 20_000 < sample.rows < sample.seen / 5
    assert sum(batch.nbytes for batch in sample.batches()) <= 4 << 20


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 400), st.integers(0, 2**31))
def test_a_sample_does_not_depend_on_its_batches(size: int, seed: int) -> None:
    table = pa.table({"n": np.arange(500)})
    found = []
    for length in (size, 500):
        sample = Sample(most_rows=300, seed=seed)
        for batch in table.to_batches(max_chunksize=length):
            sample.add(batch)
        found.append([value for batch in sample.batches() for value in batch.column(0).to_pylist()])
    assert found[0] == found[1] == sorted(found[0])
    assert 150 < len(found[0]) <= 300


def test_a_sample_keeps_rare_labels() -> None:
    labels = ["common"] * 50_000 + ["rare"] * 30 + ["common"] * 50_000
    sample = Sample(most_rows=5_000, seed=1, label="y", floor=100)
    for batch in pa.table({"y": labels}).to_batches(max_chunksize=7_000):
        sample.add(batch)
    kept = [value for batch in sample.batches() for value in batch.column(0).to_pylist()]
    assert kept.count("rare") == 30
    assert 3_000 < len(kept) <= 5_000


def test_what_reading_freed_is_given_back_as_rows_pass_and_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    freed: list[int] = []
    pool = SimpleNamespace(release_unused=lambda: freed.append(1))
    monkeypatch.setattr(pa, "default_memory_pool", lambda: pool)
    batch = pa.RecordBatch.from_pydict({"a": np.zeros(5 << 20)})  # 40 MiB
    assert sum(each.num_rows for each in giving_back([batch] * 4)) == 20 << 20
    assert len(freed) == 2 + 1
