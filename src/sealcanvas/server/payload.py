"""An upload's payload as the object store reads it: unframed, and proven to be what was signed."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping

from sealcanvas.service.errors import ServiceError
from sealcanvas.wire.chunked import Decoder, is_streaming
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request
from sealcanvas.wire.sigv4 import UNSIGNED, SigningKey, hash_mismatch


class PayloadRefused(ServiceError):
    """The payload is not what was signed; code and text are the wire layer's."""

    def __init__(self, error: WireError) -> None:
        super().__init__(error.message, **error.members)
        self.code = error.code
        self.status = error.status


class PlainBody:
    """A payload that travels as it is.

    Args:
        expected: the SHA-256 that the signature covers, in hexadecimal, or None for `UNSIGNED-PAYLOAD`.
        length: Content-Length.
    """

    def __init__(self, parts: Iterable[bytes], expected: str | None, length: int) -> None:
        self._parts = parts
        self._expected = expected
        self.length: int | None = length
        self.trailers: Mapping[str, str] = {}

    def __iter__(self) -> Iterator[bytes]:
        if self._expected is None:
            yield from self._parts
            return
        digest = hashlib.sha256()
        for part in self._parts:
            digest.update(part)
            yield part
        if not hmac.compare_digest(digest.hexdigest(), self._expected):
            raise PayloadRefused(hash_mismatch(self._expected, digest.hexdigest()))


class ChunkedBody:
    """A payload in aws-chunked framing, its chunk signatures and trailers checked as it passes."""

    def __init__(self, parts: Iterable[bytes], decoder: Decoder, length: int) -> None:
        self._parts = parts
        self._decoder = decoder
        self.length: int | None = length
        self.trailers: Mapping[str, str] = {}

    def __iter__(self) -> Iterator[bytes]:
        try:
            for part in self._parts:
                for piece in self._decoder.feed(part):
                    yield bytes(piece)
            self.trailers = self._decoder.finish()
        except WireError as error:
            raise PayloadRefused(error) from None


def payload_of(request: Request, parts: Iterable[bytes], signing: SigningKey | None) -> PlainBody | ChunkedBody:
    """The payload of an admitted upload.

    Args:
        parts: the connection's bytes, as they come.
        signing: what `admit` proved; None for an anonymous request.

    Raises:
        WireError: the length is missing, or an anonymous request claims signed chunks.
    """
    stated = request.headers.get("x-amz-content-sha256", UNSIGNED)
    if is_streaming(stated):
        decoder = Decoder.of(request.headers, signing)
        return ChunkedBody(parts, decoder, int(request.headers["x-amz-decoded-content-length"]))
    length = request.headers.get("content-length", "")
    if not length.isdigit():
        raise WireError("MissingContentLength", "You must provide the Content-Length HTTP header.", 411)
    return PlainBody(parts, None if stated == UNSIGNED else stated, int(length))
