"""A file of two encodings is refused, with a line of each; a file of one never is."""

import gzip
import random

import pytest

from sealcanvas.jobs.inference.csv_reader import CsvReader
from sealcanvas.jobs.inference.json_path import WHOLE
from sealcanvas.ml.errors import UnreadableFile
from sealcanvas.ml.reading import MemorySource, Options, read_whole
from sealcanvas.ml.table import read_table
from sealcanvas.ml.text_encoding import to_utf8

HEAD = b"city,note\n"


def mixed(first: str, second: str, other: str, rows: int = 20) -> bytes:
    return HEAD + b"".join(
        f"{first},x\n".encode() if number % 2 else f"{second},x\n".encode(other) for number in range(rows)
    )


@pytest.mark.parametrize(
    ("first", "second", "other"),
    [
        ("東京都", "大阪府", "cp932"),
        ("東京", "大阪", "cp932"),
        ("カタカナ", "ひらがな", "cp932"),
        ("東京", "café", "cp1252"),
        ("Zürich", "Genève", "cp1252"),
        ("São Paulo", "Besançon", "cp1252"),
    ],
)
def test_lines_of_either_kind_are_named(first: str, second: str, other: str) -> None:
    with pytest.raises(UnreadableFile, match=r"'x\.csv' mixes encodings: line 3 is UTF-8, line 2 is not"):
        read_table(mixed(first, second, other), "x.csv")
    with pytest.raises(UnreadableFile, match="mixes encodings"):
        to_utf8(mixed(first, second, other), "x.csv")


def test_one_line_of_utf_8_among_thousands_is_found() -> None:
    lines = ["大阪府,x\n".encode("cp932")] * 5000
    lines[4000] = "東京都港区芝公園,x\n".encode()
    with pytest.raises(UnreadableFile, match="line 4002 is UTF-8, line 2 is not"):
        read_table(HEAD + b"".join(lines), "x.csv")


def test_who_says_the_encoding_has_it_read_so() -> None:
    table = read_table(mixed("Zürich", "Genève", "cp1252"), options=Options(encoding="cp1252"))
    assert table["city"].to_pylist()[:2] == ["Genève", "ZÃ¼rich"]  # as it stands there


@pytest.mark.parametrize("encoding", ["cp932", "cp1252", "utf-8", "euc-jp"])
def test_text_of_one_encoding_is_never_taken_for_two(encoding: str) -> None:
    drawn = random.Random(7)  # noqa: S311 - reproducible, not secret
    alphabet = (
        [chr(code) for code in range(0xC0, 0x180)] + list("«»“”‘’–—…€ abcdefgh")
        if encoding == "cp1252"
        else [chr(code) for code in (*range(0x3041, 0x30F0), *range(0x4E00, 0x9F00))] + list("ｱｲｳ、。ab")
    )
    known = [each for each in alphabet if each.encode(encoding, "ignore").decode(encoding) == each]
    weights = [0.02 if encoding == "cp1252" and ord(each) < 0xE0 and ord(each) > 0x7F else 1.0 for each in known]
    rows = ["".join(drawn.choices(known, weights, k=12)) for _ in range(3000)]
    text = "city,note\n" + "".join(f"{row},x\n" for row in rows)
    assert to_utf8(text.encode(encoding), "x.csv").decode().count("\n") == 3001


def test_bytes_without_a_meaning_are_told() -> None:
    data = HEAD + b"caf\xe9,x\n" * 10 + b"\x81bc,x\n" + b"d\x8d,\x8f\n"
    source = read_whole([MemorySource(data, "x.csv")])
    assert source.found.encoding == "cp1252"
    (warning,) = source.found.warnings
    assert warning.startswith("3 bytes (the first in line 12) mean nothing in CP1252")


@pytest.mark.parametrize(
    ("data", "options", "expected"),
    [
        (b"a;b\n1;2\n", Options(), ("csv", False, "utf-8", ";", '"', True)),
        ("名|b\n'x'|'2'\n'y'|'3'\n".encode("cp932"), Options(), ("csv", False, "cp932", "|", "'", True)),
        (gzip.compress(b"1\t2\n", mtime=0), Options(header=False), ("csv", True, "utf-8", "\t", '"', False)),
        (b'{"a": 1}\n', Options(), ("jsonl", False, "utf-8", None, None, None)),
    ],
)
def test_how_a_file_was_read_is_told(data: bytes, options: Options, expected: tuple[object, ...]) -> None:
    found = read_whole([MemorySource(data, "x")], options).found
    assert (found.form, found.gzip, found.encoding, found.delimiter, found.quote, found.header) == expected


@pytest.mark.parametrize("encoding", ["cp932", "cp1252"])
def test_what_turns_into_utf_8_megabytes_later_is_refused_too(encoding: str) -> None:
    line = ("大阪府北区ｶﾅ,x\n" if encoding == "cp932" else "Genève et Zürich,x\n").encode(encoding)
    begins = HEAD + line * ((6 << 20) // len(line))
    late = begins.count(b"\n") + 1
    with pytest.raises(UnreadableFile, match=f"line {late} is UTF-8, those before are {encoding.upper()}"):
        read_whole([MemorySource(begins + "東京都港区,x\n".encode(), "x.csv")])
    assert read_whole([MemorySource(begins, "x.csv")]).found.encoding == encoding


def test_records_to_predict_are_held_to_one_encoding_too() -> None:
    reader = CsvReader(["city", "note"], "new.csv", header=None, path=WHOLE, keep=False)
    with pytest.raises(UnreadableFile, match=r"'new\.csv' mixes encodings: line 3 is UTF-8, line 2 is not"):
        reader.read(mixed("東京都", "大阪府", "cp932"))
