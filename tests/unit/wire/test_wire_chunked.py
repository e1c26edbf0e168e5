from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sealcanvas.wire import sigv4
from sealcanvas.wire.checksums import Checksum
from sealcanvas.wire.chunked import Decoder, is_streaming
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request

SECRET = b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
DATA = b"a" * 66_560
SIGNED, SIGNED_TRAILER, UNSIGNED_TRAILER = sigv4.STREAMING


def seed(signature: str, mode: str, names: str, **extra: str) -> tuple[sigv4.SigningKey, dict[str, str]]:
    headers = {
        "host": "s3.amazonaws.com",
        "x-amz-date": "20130524T000000Z",
        "x-amz-storage-class": "REDUCED_REDUNDANCY",
        "x-amz-content-sha256": mode,
        "content-encoding": "aws-chunked",
        "x-amz-decoded-content-length": "66560",
        "authorization": "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
        f"SignedHeaders={names},Signature={signature}",
        **{name.replace("_", "-"): value for name, value in extra.items()},
    }
    path = "/examplebucket/chunkObject.txt"
    request = Request("PUT", path, "", headers, b"", "s3.amazonaws.com", "https", "192.0.2.1")
    claimed = sigv4.credential(request)
    assert claimed is not None
    at = datetime(2013, 5, 24, tzinfo=UTC)
    return sigv4.verify(request, claimed, SECRET, sigv4.content_hash(request, claimed), at), headers


# Amazon S3 API Reference, "Signature calculations for the Authorization header: transferring payload in multiple
# chunks".
def chunked_example() -> tuple[sigv4.SigningKey, dict[str, str], bytes]:
    key, headers = seed(
        "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
        SIGNED,
        "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;"
        "x-amz-storage-class",
        content_length="66824",
    )
    body = (
        b"10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n"
        + DATA[:65_536]
        + b"\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n"
        + DATA[65_536:]
        + b"\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n"
    )
    assert len(body) == 66_824
    return key, headers, body


# The same reference, "... including trailing headers".
def trailer_example() -> tuple[sigv4.SigningKey, dict[str, str], bytes]:
    key, headers = seed(
        "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
        SIGNED_TRAILER,
        "content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class;"
        "x-amz-trailer",
        x_amz_trailer="x-amz-checksum-crc32c",
    )
    body = (
        b"10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n"
        + DATA[:65_536]
        + b"\r\n400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n"
        + DATA[65_536:]
        + b"\r\n0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n"
        b"x-amz-checksum-crc32c:sOO8/Q==\r\n"
        b"x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n"
    )
    return key, headers, body


def decode(decoder: Decoder, body: bytes, step: int = 1 << 20) -> tuple[bytes, dict[str, str]]:
    pieces = [bytes(p) for at in range(0, len(body), step) for p in decoder.feed(body[at : at + step])]
    return b"".join(pieces), decoder.finish()


@pytest.mark.parametrize("step", [7, 4096, 1 << 20])
def test_published_chunks(step: int) -> None:
    key, headers, body = chunked_example()
    assert decode(Decoder.of(headers, key), body, step) == (DATA, {})


@pytest.mark.parametrize("step", [11, 1 << 20])
def test_published_trailer(step: int) -> None:
    key, headers, body = trailer_example()
    data, trailers = decode(Decoder.of(headers, key), body, step)
    assert (data, trailers) == (DATA, {"x-amz-checksum-crc32c": "sOO8/Q=="})
    checksum = Checksum("CRC32C")
    checksum.update(data)
    checksum.check(trailers["x-amz-checksum-crc32c"])


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 66_824 - 1), bit=st.integers(0, 7))
def test_no_changed_byte_of_signed_chunks_passes(at: int, bit: int) -> None:
    key, headers, body = chunked_example()
    changed = bytearray(body)
    changed[at] ^= 1 << bit
    try:
        data, _ = decode(Decoder.of(headers, key), bytes(changed))
    except WireError:
        return
    assert data == DATA  # only the spelling of the frame may have changed


@pytest.mark.parametrize("cut", [0, 1, 50, 65_536, 66_700, 66_822])
def test_a_truncated_body_is_incomplete(cut: int) -> None:
    key, headers, body = chunked_example()
    with pytest.raises(WireError) as refused:
        decode(Decoder.of(headers, key), body[:cut])
    assert refused.value.code == "IncompleteBody"


def test_a_changed_trailer_is_refused() -> None:
    key, headers, body = trailer_example()
    with pytest.raises(WireError, match="signature"):
        decode(Decoder.of(headers, key), body.replace(b"sOO8/Q", b"sOO8/R"))
    with pytest.raises(WireError) as refused:
        decode(Decoder.of(headers, key), body.replace(b"crc32c:", b"crc32:"))
    assert refused.value.code == "MalformedTrailerError"


def unsigned(length: int, trailers: str = "x-amz-checksum-crc32") -> Decoder:
    headers = {"x-amz-content-sha256": UNSIGNED_TRAILER, "x-amz-decoded-content-length": str(length)}
    return Decoder.of(headers | ({"x-amz-trailer": trailers} if trailers else {}))


def test_what_boto3_sends_over_tls() -> None:
    body = b"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n"
    assert decode(unsigned(5), body) == (b"hello", {"x-amz-checksum-crc32": "NhCmhg=="})
    assert decode(unsigned(0, ""), b"0\r\n\r\n") == (b"", {})


@pytest.mark.parametrize(
    ("body", "length", "code"),
    [
        (b"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", 6, "IncompleteBody"),
        (b"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", 4, "IncompleteBody"),
        (b"ffffffffffffffff\r\n", 5, "IncompleteBody"),
        (b"5\r\nhelloX\r\n", 5, "InvalidRequest"),
        (b"5\nhello\r\n", 5, "InvalidRequest"),
        (b"-5\r\n", 5, "InvalidRequest"),
        (b"0x5\r\n", 5, "InvalidRequest"),
        (b"0" * 300, 5, "InvalidRequest"),
        (b"5\r\nhello\r\n0\r\n\r\n", 5, "MalformedTrailerError"),
        (b"5\r\nhello\r\n0\r\nx-amz-checksum-crc32\r\n\r\n", 5, "MalformedTrailerError"),
        (b"5\r\nhello\r\n0\r\n" + b"a" * 9000, 5, "MalformedTrailerError"),
    ],
)
def test_refusals(body: bytes, length: int, code: str) -> None:
    for step in (1, 3, 1000):
        with pytest.raises(WireError) as refused:
            decode(unsigned(length), body, step)
        assert refused.value.code == code


def test_what_a_decoder_asks_of_the_headers() -> None:
    with pytest.raises(WireError) as refused:
        Decoder.of({"x-amz-content-sha256": UNSIGNED_TRAILER})
    assert refused.value.code == "MissingContentLength"
    with pytest.raises(WireError) as refused:
        Decoder.of({"x-amz-content-sha256": SIGNED, "x-amz-decoded-content-length": "1"})
    assert refused.value.code == "AccessDenied"
    assert is_streaming(SIGNED)
    assert not is_streaming("UNSIGNED-PAYLOAD")
    assert not is_streaming(None)


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=400), cuts=st.lists(st.integers(1, 60), max_size=8), step=st.integers(1, 90))
def test_any_chunking_and_any_arrival_decodes(data: bytes, cuts: list[int], step: int) -> None:
    body, at = b"", 0
    for cut in cuts:
        piece = data[at : at + cut]
        if piece:
            body += f"{len(piece):x}\r\n".encode() + piece + b"\r\n"
        at += cut
    if data[at:]:
        body += f"{len(data[at:]):X};note=1\r\n".encode() + data[at:] + b"\r\n"
    digest = hashlib.sha256(data).hexdigest()
    body += f"0\r\nx-amz-meta: {digest}\r\n\r\n".encode()
    assert decode(unsigned(len(data), "X-Amz-Meta"), body, step) == (data, {"x-amz-meta": digest})


@settings(max_examples=200, deadline=None)
@given(body=st.binary(max_size=300), step=st.integers(1, 50))
def test_noise_raises_nothing_but_wire_errors(body: bytes, step: int) -> None:
    key, headers, _ = trailer_example()
    for decoder in (unsigned(5), Decoder.of(headers, key)):
        with pytest.raises(WireError):
            decode(decoder, body, step)
