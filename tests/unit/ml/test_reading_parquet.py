"""A Parquet file of a few bytes that stands for gigabytes is refused before it takes them."""

from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from sealcanvas.ml.errors import UnreadableFile
from sealcanvas.ml.reading import whole
from sealcanvas.ml.table import read_table


def packed(column: Any, **options: Any) -> bytes:
    sink = pa.BufferOutputStream()
    parquet.write_table(pa.table({"a": column, "b": range(len(column))}), sink, compression="zstd", **options)
    return bytes(sink.getvalue())


DELTA = {"use_dictionary": False, "column_encoding": {"a": "DELTA_BYTE_ARRAY", "b": "PLAIN"}}


def test_one_long_value_repeated_by_a_dictionary_is_refused() -> None:
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 20_000, pa.int32()), pa.array(["x" * (1 << 20)]))
    data = packed(column)
    assert len(data) < 200_000
    with pytest.raises(UnreadableFile, match="more text than can be read at once"):
        read_table(data, "bomb.parquet")


@pytest.mark.parametrize("options", [{}, {"use_dictionary": False}, DELTA])
def test_every_encoding_is_measured(options: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    data = packed(pa.array(["売上" * 100, None] * 1000), **options)
    assert read_table(data).num_rows == 2000
    monkeypatch.setattr(whole, "_LEAST", 1000)
    monkeypatch.setattr(whole, "_MOST_EXPANSION", 0)
    with pytest.raises(UnreadableFile, match="more text"):
        read_table(data)
