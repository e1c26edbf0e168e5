"""Payloads that stream: an upload on its way in, an object on its way out."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol


class Body(Protocol):
    """An upload's payload, decoded (no aws-chunked framing left) and checked against its signature as it is read.

    Attributes:
        length: the payload's bytes, or None where the client did not say.
        trailers: headers that follow the payload ("x-amz-checksum-crc32"); complete once iteration has ended.

    Iterating may raise a ServiceError (a signature or hash that does not match, a client that vanished): whatever
    was read before must then be discarded.
    """

    length: int | None
    trailers: Mapping[str, str]

    def __iter__(self) -> Iterator[bytes]: ...


class BytesBody:
    """A payload that lies in memory already."""

    def __init__(self, data: bytes | Iterable[bytes]) -> None:
        self._parts = [data] if isinstance(data, bytes) else list(data)
        self.length: int | None = sum(len(part) for part in self._parts)
        self.trailers: Mapping[str, str] = {}

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._parts)


class Stream(Protocol):
    """An object's plaintext on its way out: blocks of about 1 MiB; `close` frees what it holds."""

    def __iter__(self) -> Iterator[bytes]: ...

    def close(self) -> None: ...
