"""One outer store's requests: bounded in time, and their failures told as ours."""

import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

import obstore
from obstore.exceptions import BaseError
from obstore.store import AzureStore, GCSStore, S3Store

from sealcanvas.storage.blob_store import BlobsUnavailable
from sealcanvas.storage.outer.address import OuterAddress, s3_credentials
from sealcanvas.storage.outer.pieces import PIECE_SIZE

_log = logging.getLogger("sealcanvas.storage")

_CLIENT: dict[str, Any] = {"connect_timeout": "3s", "timeout": "30s", "user_agent": "sealcanvas"}
_RETRIES: dict[str, Any] = {
    "max_retries": 3,
    "retry_timeout": timedelta(seconds=20),
    "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=2), "base": 2},
}
# What `sealcanvas env` sets for this server's own clients must not lead it to itself.
_NOT_OURS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_ENDPOINT",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_S3",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
)
_NO_RANGES = "non-partial response"

_T = TypeVar("_T")


class Connection:
    """Puts, gets, lists and deletes names below an address's prefix.

    Args:
        address: where.
        environment: where the credentials are (`SEALCANVAS_BLOBS_…` for an S3).

    Attributes:
        honours_ranges: until it was seen that it does not.

    Raises:
        BadAddress: the credentials are incomplete.
    """

    def __init__(self, address: OuterAddress, environment: Mapping[str, str]) -> None:
        self.address = address
        self._store = _make(address, environment)
        self._root = f"{address.prefix}/" if address.prefix else ""
        self.honours_ranges = True

    def put(self, name: str, data: bytes | bytearray | memoryview) -> None:
        """Write one object, all of it at once; acknowledged by the outer store when this returns.

        Raises:
            BlobsUnavailable: it was not.
        """
        view = memoryview(data)
        self._ask("PUT", name, lambda: obstore.put(self._store, self._root + name, view, use_multipart=False))

    def get(self, name: str, start: int, length: int) -> tuple[int, int, bytes]:
        """Bytes from `start` on, `length` or fewer where the object ends: (its size, where they begin, they).

        A store that does not honour ranges (no 206) gives the whole object instead.

        Raises:
            FileNotFoundError: no such object.
            BlobsUnavailable: no answer.
        """
        path = self._root + name
        if self.honours_ranges:
            try:
                wanted: Any = {"range": (start, start + length)}
                found = self._ask("GET", name, lambda: obstore.get(self._store, path, options=wanted), ranged=True)
                return found.meta["size"], found.range[0], self._body(name, found, length)
            except _NoRanges:
                self.honours_ranges = False
                _log.warning("the blob store does not honour ranges: objects of it are read whole")
        found = self._ask("GET", name, lambda: obstore.get(self._store, path))
        whole = self._body(name, found, PIECE_SIZE)
        return len(whole), 0, whole

    def _body(self, name: str, found: Any, most: int) -> bytes:
        start, end = found.range
        if end - start > most:  # whoever holds the store must not fill our memory
            raise BlobsUnavailable(f"the blob store gave {end - start} bytes of {name}, where {most} are the most")
        return bytes(self._ask("GET", name, found.bytes))

    def names(self, below: str = "") -> Iterator[tuple[str, int, float]]:
        """Name, size and time of writing of every object below a folder.

        Raises:
            BlobsUnavailable: no answer.
        """
        prefix = (self._root + below).rstrip("/") or None
        pages = iter(self._ask("LIST", below, lambda: obstore.list(self._store, prefix, chunk_size=1000)))
        while True:
            page = self._ask("LIST", below, lambda: next(pages, None))
            if page is None:
                return
            for found in page:
                name = found["path"].removeprefix(self._root)
                yield name, found["size"], found["last_modified"].timestamp()

    def delete(self, names: Iterable[str]) -> None:
        """Remove objects; harmless where they are gone.

        Raises:
            BlobsUnavailable: no answer.
        """
        for name in names:
            try:
                self._ask("DELETE", name, lambda path=self._root + name: obstore.delete(self._store, path))  # type: ignore[misc]
            except FileNotFoundError:
                continue

    def _ask(self, method: str, name: str, request: Callable[[], _T], *, ranged: bool = False) -> _T:
        try:
            return request()
        except (BaseError, OSError) as error:
            if isinstance(error, FileNotFoundError) and "NoSuchBucket" not in str(error):
                raise FileNotFoundError(name) from None
            if ranged and _NO_RANGES in str(error):
                raise _NoRanges from None
            why = _reason(error)
            _log.error("the blob store did not take %s of %s: %s", method, name, why)
            raise BlobsUnavailable(f"the blob store did not take {method}: {why}") from None


class _NoRanges(Exception):
    """The store answered a ranged request as if it had been for everything."""


def _make(address: OuterAddress, environment: Mapping[str, str]) -> Any:
    options = {**_CLIENT, "allow_http": address.endpoint.startswith("http://")}
    how: dict[str, Any] = {"client_options": options, "retry_config": _RETRIES}
    if address.scheme == "gs":
        return GCSStore(address.bucket, **how)
    if address.scheme == "az":
        return AzureStore(address.bucket, **how)
    keys = s3_credentials(environment)
    # Which host a virtual-hosted bucket has is the address's to say, wherever it is.
    where = {"endpoint": address.endpoint} if address.endpoint else {}
    with _without(_NOT_OURS):
        return S3Store(
            address.bucket,
            region=address.region,
            virtual_hosted_style_request=not address.path_style,
            unsigned_payload=False,
            **keys,  # type: ignore[arg-type]
            **where,  # type: ignore[arg-type]
            **how,
        )


@contextmanager
def _without(names: tuple[str, ...]) -> Iterator[None]:
    """The process's environment without these, while a store is made: it reads them by itself."""
    taken = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(taken)


def _reason(error: Exception) -> str:
    """One line on what went wrong, without anything that could be a credential (a query, a header, a body)."""
    status = re.search(r"status code: (\d{3}[ A-Za-z]*)", str(error))
    code = re.search(r"<Code>([A-Za-z0-9.]{1,64})</Code>", str(error))
    kind = re.search(r"HTTP error: ([a-z ]{1,80})", str(error))
    known = [found.group(1).strip() for found in (status, code, kind) if found]
    return ", ".join(known) or type(error).__name__
