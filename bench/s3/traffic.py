"""Requests over plain sockets: as little of a client's own work as there can be."""

import http.client
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import local

from bench.s3.targets import Target

BLOCK = bytes(range(256)) * 4096  # 1 MiB
_IDLE = 1.0  # seconds, after which a server may have closed it
_held = local()


def connection(target: Target) -> http.client.HTTPConnection:
    """This thread's connection to a server, kept from request to request while they follow each other."""
    kept: dict[int, tuple[http.client.HTTPConnection, float]] = _held.__dict__.setdefault("kept", {})
    now = time.monotonic()
    there, used = kept.get(target.port, (None, now))
    if there is None or now - used > _IDLE:
        if there is not None:
            there.close()
        there = http.client.HTTPConnection("127.0.0.1", target.port, timeout=120)
    kept[target.port] = there, now
    return there


def put(target: Target, path: str, size: int) -> str:
    """Send `size` bytes; the ETag."""
    there = connection(target)
    whole, rest = divmod(size, len(BLOCK))
    blocks = [BLOCK] * whole + ([BLOCK[:rest]] if rest else [])
    there.request("PUT", path, iter(blocks), {"Content-Length": str(size)}, encode_chunked=False)
    answer = there.getresponse()
    text = answer.read()
    _check(answer.status, text)
    return answer.getheader("ETag") or ""


def get(target: Target, path: str, size: int, first: int | None = None) -> None:
    """Read `size` bytes, from byte `first` on as a range."""
    there = connection(target)
    there.request("GET", path, headers={} if first is None else {"Range": f"bytes={first}-{first + size - 1}"})
    answer = there.getresponse()
    if answer.status >= 400:
        _check(answer.status, answer.read())
    buffer, count = bytearray(1 << 20), 0
    while got := answer.readinto(buffer):
        count += got
    if count != size:
        raise RuntimeError(f"{count} bytes came back, not {size}")


def post(target: Target, path: str, body: bytes = b"") -> str:
    """The answer's text."""
    there = connection(target)
    there.request("POST", path, body)
    answer = there.getresponse()
    text = answer.read()
    _check(answer.status, text)
    return text.decode()


def upload_id(text: str) -> str:
    """What CreateMultipartUpload answered."""
    found = re.search("<UploadId>([^<]+)</UploadId>", text)
    if found is None:
        raise RuntimeError(text)
    return found[1]


def together(threads: int, work: Sequence[Callable[[], object]]) -> list[object]:
    """Do all of it, by so many threads."""
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda each: each(), work))


def _check(status: int, text: bytes) -> None:
    if status >= 300:
        raise RuntimeError(f"the server answered {status}: {text[:500]!r}")
