"""aws-chunked: the body of a streamed S3 upload, decoded and proven as it passes.

Source: Amazon S3 API Reference, "Signature calculations for the Authorization header: transferring payload in multiple
chunks" and "... including trailing headers".
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from enum import Enum, auto

from sealcanvas.wire.errors import WireError
from sealcanvas.wire.sigv4 import STREAMING, SigningKey

_EMPTY = hashlib.sha256(b"").hexdigest()
_MAX_LINE = 256  # a size of 16 digits with its signature is below 100 bytes
_MAX_TRAILERS = 8 * 1024
_SIGNED_LINE = re.compile(rb"([0-9a-fA-F]{1,16});chunk-signature=([0-9a-f]{64})")
_PLAIN_LINE = re.compile(rb"([0-9a-fA-F]{1,16})(?:;[!-~]*)?")


def is_streaming(content_sha256: str | None) -> bool:
    """Whether the value of x-amz-content-sha256 says that the body is aws-chunked."""
    return content_sha256 in STREAMING


def malformed() -> WireError:
    """The refusal of a body whose chunks cannot be told apart."""
    return WireError("InvalidRequest", "The request body is not a well-formed aws-chunked stream")


def incomplete() -> WireError:
    """The refusal of a body that ends early or is longer than it said."""
    return WireError(
        "IncompleteBody", "You did not provide the number of bytes specified by the Content-Length HTTP header"
    )


class _State(Enum):
    SIZE = auto()
    DATA = auto()
    DATA_END = auto()
    TRAILER = auto()


class Decoder:
    """Decodes one upload: `feed` what arrives, write what it returns, and keep it only when `finish` returns.

    mode: the request's x-amz-content-sha256. decoded_length: bytes of the object. trailers: names announced by
    x-amz-trailer. key: of the verified request; needed for the signed modes. Holds no more than one line at a time, so
    data is handed on before its chunk's signature is known.
    """

    def __init__(
        self, mode: str, decoded_length: int, trailers: tuple[str, ...] = (), key: SigningKey | None = None
    ) -> None:
        if mode not in STREAMING:
            raise ValueError(f"not an aws-chunked mode: {mode}")
        self._signed = "HMAC" in mode
        if self._signed and key is None:
            raise ValueError("signed chunks need the request's key")
        self._key = key
        self._previous = key.signature if key else ""
        self._announced = trailers
        self._has_trailers = mode.endswith("TRAILER")
        self._missing = decoded_length  # bytes of the object still to come
        self._line = bytearray()
        self._left = 0  # bytes of the chunk still to come
        self._state = _State.SIZE
        self._stated = ""
        self._hash = hashlib.sha256()
        self._tail = bytearray()

    @classmethod
    def of(cls, headers: Mapping[str, str], key: SigningKey | None = None) -> Decoder:
        """The decoder that a request's headers (lower-case names) ask for.

        Raises WireError MissingContentLength without a valid x-amz-decoded-content-length, AccessDenied for signed
        chunks of an anonymous request.
        """
        text = headers.get("x-amz-decoded-content-length", "")
        if not re.fullmatch(r"[0-9]{1,15}", text):
            raise WireError("MissingContentLength", "You must provide the Content-Length HTTP header.", 411)
        mode = headers["x-amz-content-sha256"]
        if key is None and "HMAC" in mode:
            raise WireError("AccessDenied", "Access Denied", 403)
        names = tuple(n.strip().lower() for n in headers.get("x-amz-trailer", "").split(",") if n.strip())
        return cls(mode, int(text), names, key)

    def feed(self, data: bytes) -> list[memoryview]:
        """The object's bytes in what arrived, without a copy; raises WireError."""
        view, found, at = memoryview(data), [], 0
        while at < len(data):
            if self._state is _State.DATA:
                piece = view[at : at + self._left]
                self._missing -= len(piece)
                if self._missing < 0:
                    raise incomplete()
                if self._signed:
                    self._hash.update(piece)
                found.append(piece)
                self._left -= len(piece)
                at += len(piece)
                if self._left == 0:
                    self._state = _State.DATA_END
            elif self._state is _State.TRAILER:
                self._tail += view[at:]
                if len(self._tail) > _MAX_TRAILERS:
                    raise _malformed_trailer()
                at = len(data)
            else:
                at = self._take_line(data, at)
        return found

    def _take_line(self, data: bytes, at: int) -> int:
        end = data.find(b"\n", at, at + _MAX_LINE)
        self._line += data[at : end + 1] if end >= 0 else data[at : at + _MAX_LINE]
        if len(self._line) > _MAX_LINE:
            raise malformed()
        if end < 0:
            return min(at + _MAX_LINE, len(data))
        line = bytes(self._line)
        self._line.clear()
        if not line.endswith(b"\r\n"):
            raise malformed()
        if self._state is _State.SIZE:
            self._size_line(line[:-2])
        else:
            self._data_end(line[:-2])
        return end + 1

    def _size_line(self, line: bytes) -> None:
        match = (_SIGNED_LINE if self._signed else _PLAIN_LINE).fullmatch(line)
        if match is None:
            raise malformed()
        self._left = int(match[1], 16)
        if self._left > self._missing:
            raise incomplete()
        if self._signed:
            self._stated = match[2].decode("ascii")
            self._hash = hashlib.sha256()
        if self._left:
            self._state = _State.DATA
            return
        self._check_chunk()
        self._state = _State.TRAILER

    def _data_end(self, line: bytes) -> None:
        if line:
            raise malformed()
        self._check_chunk()
        self._state = _State.SIZE

    def _check_chunk(self) -> None:
        if self._key is None or not self._signed:
            return
        head = f"AWS4-HMAC-SHA256-PAYLOAD\n{self._key.stamp}\n{self._key.scope}\n{self._previous}"
        text = f"{head}\n{_EMPTY}\n{self._hash.hexdigest()}"
        self._previous = _proven(self._key, text, self._stated)

    def finish(self) -> dict[str, str]:
        """Ends the body and returns its trailers; raises WireError for a short body, a bad trailer or its signature."""
        if self._state is not _State.TRAILER or self._missing:
            raise incomplete()
        found: dict[str, str] = {}
        for raw in bytes(self._tail).split(b"\n"):
            line = raw.strip()
            if not line:
                continue
            name, colon, value = line.partition(b":")
            if not colon or not line.isascii() or (key := name.strip().lower().decode("ascii")) in found:
                raise _malformed_trailer()
            found[key] = value.strip().decode("ascii")
        if not self._tail.endswith(b"\r\n"):
            raise incomplete()
        stated = found.pop("x-amz-trailer-signature", None)
        if set(found) != (set(self._announced) if self._has_trailers else set()):
            raise _malformed_trailer()
        if self._has_trailers and self._signed and self._key is not None:
            block = "".join(f"{name}:{value}\n" for name, value in found.items())
            head = f"AWS4-HMAC-SHA256-TRAILER\n{self._key.stamp}\n{self._key.scope}\n{self._previous}"
            _proven(self._key, f"{head}\n{hashlib.sha256(block.encode('ascii')).hexdigest()}", stated or "")
        return found


def _malformed_trailer() -> WireError:
    return WireError(
        "MalformedTrailerError",
        "The request contained trailing data that was not well-formed or did not conform to our published schema.",
    )


def _proven(key: SigningKey, text: str, stated: str) -> str:
    computed = key.sign(text.encode("ascii"))
    if not hmac.compare_digest(computed, stated):
        raise WireError(
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your key and "
            "signing method.",
            403,
        )
    return computed
