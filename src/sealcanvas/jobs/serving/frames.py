"""What is spoken on a hosted model's socket: one request and one answer a connection.

Each is a line of JSON that ends in a line feed, at most 64 KiB, and as many bytes after it as its `length` says.
"""

import json
import socket
import time
from typing import Any

MOST_BYTES = 6 << 20
"""Bytes of a request's body and of an answer's (AWS: 6 MB)."""

_MOST_HEAD = 1 << 16
_BLOCK = 1 << 18

Head = dict[str, Any]


class BadFrame(Exception):
    """The other side is gone, or does not keep to the protocol."""


def send(connection: socket.socket, head: Head, body: bytes, deadline: float) -> None:
    """Send a head and its body.

    Args:
        deadline: on the monotonic clock.

    Raises:
        TimeoutError: the other side does not take it in time.
        BadFrame: it is gone.
    """
    line = json.dumps({**head, "length": len(body)}, allow_nan=False).encode() + b"\n"
    try:
        _patience(connection, deadline)
        connection.sendall(line + body)
    except TimeoutError:
        raise
    except OSError:
        raise BadFrame from None


def receive(connection: socket.socket, deadline: float) -> tuple[Head, bytes]:
    """Receive a head and its body.

    Raises:
        TimeoutError: they do not come in time.
        BadFrame: the other side is gone, or sends something else.
    """
    buffer = bytearray()
    while (end := buffer.find(b"\n")) < 0:
        if len(buffer) > _MOST_HEAD:
            raise BadFrame
        buffer += _read(connection, deadline)
    try:
        head = json.loads(buffer[:end])
        length = head["length"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise BadFrame from None
    if not isinstance(length, int) or isinstance(length, bool) or not 0 <= length <= MOST_BYTES:
        raise BadFrame
    body = buffer[end + 1 :]
    while len(body) < length:
        body += _read(connection, deadline)
    if len(body) != length:
        raise BadFrame
    return head, bytes(body)


def _read(connection: socket.socket, deadline: float) -> bytes:
    try:
        _patience(connection, deadline)
        data = connection.recv(_BLOCK)
    except TimeoutError:
        raise
    except OSError:
        raise BadFrame from None
    if not data:
        raise BadFrame
    return data


def _patience(connection: socket.socket, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    connection.settimeout(left)
