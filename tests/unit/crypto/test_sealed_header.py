import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcanvas.crypto.errors import NotSealed, Truncated
from sealcanvas.crypto.sealed_header import SealedHeader, SealedKind, read_header

HEADER = SealedHeader(SealedKind.OBJECT, "arn", b"wrapped")


@given(
    st.sampled_from(SealedKind),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=100),
    st.binary(min_size=1, max_size=300),
)
def test_round_trip_and_the_source_is_left_behind_it(kind: SealedKind, arn: str, wrapped: bytes) -> None:
    header = SealedHeader(kind, arn, wrapped)
    source = io.BytesIO(header.encode() + b"body")
    assert read_header(source) == header
    assert source.read() == b"body"


def test_the_longest_header_is_bounded() -> None:
    longest = SealedHeader(SealedKind.PART, "k" * 512, bytes(6144))
    assert len(longest.encode()) == 6666
    assert read_header(io.BytesIO(longest.encode())) == longest


@pytest.mark.parametrize(("arn", "wrapped"), [("", b"w"), ("k" * 513, b"w"), ("k", b""), ("k", bytes(6145))])
def test_lengths_out_of_bounds_make_no_header(arn: str, wrapped: bytes) -> None:
    with pytest.raises(ValueError):
        SealedHeader(SealedKind.OBJECT, arn, wrapped)


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 some other file",
        b"SLC",
        b"SLCV\x02\x01\x00\x01\x00\x01kw",
        b"SLCV\x01\x00\x00\x01\x00\x01kw",
        b"SLCV\x01\x09\x00\x01\x00\x01kw",
        b"SLCV\x01\x01\x00\x00\x00\x01w",
        b"SLCV\x01\x01\x00\x01\x00\x00k",
        b"SLCV\x01\x01\xff\xff\xff\xff",
        b"SLCV\x01\x01\x00\x01\x00\x01\xffw",
    ],
)
def test_what_is_no_header_is_refused(data: bytes) -> None:
    with pytest.raises((NotSealed, Truncated)):
        read_header(io.BytesIO(data))


def test_a_file_cut_inside_its_header_is_truncated() -> None:
    encoded = HEADER.encode()
    for length in range(len(encoded)):
        with pytest.raises(Truncated):
            read_header(io.BytesIO(encoded[:length]))


@given(st.binary(max_size=100))
def test_no_bytes_break_the_parser(data: bytes) -> None:
    for candidate in (data, b"SLCV\x01" + data):
        try:
            header = read_header(io.BytesIO(candidate))
        except (NotSealed, Truncated):
            continue
        assert candidate.startswith(header.encode())
