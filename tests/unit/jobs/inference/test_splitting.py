import codecs
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcanvas.jobs.inference.splitting import split_records
from sealcanvas.jobs.task import TaskFailed


def _split(data: bytes, *, step: int = 7, size: int = 20, most: int = 1 << 20, quoted: bool = True) -> list[bytes]:
    blocks: Iterator[bytes] = (data[at : at + step] for at in range(0, len(data), step))
    return list(split_records(blocks, quoted=quoted, size=size, most=most, name="new.csv"))


def test_batches_are_of_whole_records_and_as_large_as_may_be() -> None:
    assert _split(b"aaaa\nbbbb\ncccc\ndddd\neeee") == [b"aaaa\nbbbb\ncccc\ndddd\n", b"eeee\n"]
    assert _split(b"") == []
    assert _split(b"a" * 50 + b"\nb\n") == [b"a" * 50 + b"\n", b"b\n"]


def test_a_line_feed_in_quotes_ends_no_record_of_csv() -> None:
    assert _split(b'1,"x\ny\nz"\n2,"a ""b"" c"\n', size=1) == [b'1,"x\ny\nz"\n', b'2,"a ""b"" c"\n']
    assert _split(b'{"a": "\\""}\n{}\n', size=1, quoted=False) == [b'{"a": "\\""}\n', b"{}\n"]


def test_a_record_larger_than_a_payload_is_refused_before_it_is_held() -> None:
    with pytest.raises(TaskFailed, match="MaxPayloadInMB"):
        _split(b"a" * (1 << 20) + b"a\n", step=1 << 16)
    endless = (b"a" * (1 << 16) for _ in range(1 << 30))
    with pytest.raises(TaskFailed, match="exceeds"):
        list(split_records(endless, quoted=True, size=1, most=1 << 20, name="x"))
    quote = (b'"' + b"a\n" * (1 << 15) if first else b"a\n" * (1 << 15) for first in [True, *[False] * 100])
    with pytest.raises(TaskFailed, match="outside of quotes"):
        list(split_records(quote, quoted=True, size=1, most=1 << 20, name="x"))


def test_utf16_with_a_mark_is_split_in_utf8() -> None:
    text = "都市,数\n東京,1\n"
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        assert b"".join(_split(mark + text.encode(encoding), step=5)) == text.encode()
    with pytest.raises(TaskFailed, match="UTF-16"):
        _split(codecs.BOM_UTF16_LE + "a,b\n".encode("utf-16-le")[:-1], step=3)


@given(st.lists(st.text("ab,x ", max_size=9), max_size=20), st.integers(1, 11), st.integers(1, 40))
def test_nothing_is_lost_or_moved_however_it_comes(lines: list[str], step: int, size: int) -> None:
    data = "".join(f"{line}\n" for line in lines).encode()
    batches = _split(data, step=step, size=size)
    assert b"".join(batches) == data
    assert all(batch.count(b"\n") == 1 or len(batch) <= size for batch in batches)
