"""The link to a helper: frames of a JSON head and a body of bytes."""

import json
import select
import socket
import threading
from typing import Any

Message = dict[str, Any]
Frame = tuple[Message, bytes]

MAXIMUM_HEAD = 1 << 16
MAXIMUM_BODY = 8 << 30
_SIZES = 12  # of the head in 4 bytes, of the body in 8
_READ = 1 << 20


class LinkClosed(Exception):
    """The other side is gone, or sent what is no frame."""


class Link:
    """One end of a stream socket; `send` may be called from several threads, the others from one.

    Args:
        connection: connected; the link closes it.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._buffer = bytearray()
        self._sending = threading.Lock()

    def fileno(self) -> int:
        """For `select`."""
        return self._socket.fileno()

    def send(self, head: Message, body: bytes | memoryview = b"") -> None:
        """Send one frame.

        Raises:
            LinkClosed: the other side is gone.
            ValueError: it is too long, or the head is not JSON.
        """
        encoded = json.dumps(head, separators=(",", ":"), allow_nan=False).encode()
        if len(encoded) > MAXIMUM_HEAD or len(body) > MAXIMUM_BODY:
            raise ValueError("the frame is too long for the link")
        sizes = len(encoded).to_bytes(4, "big") + len(body).to_bytes(8, "big")
        try:
            with self._sending:
                self._socket.sendall(sizes + encoded)
                self._socket.sendall(body)
        except OSError:
            raise LinkClosed from None

    def receive(self, seconds: float | None) -> Frame | None:
        """The next frame, or None when nothing came for `seconds` (None waits for ever).

        Raises:
            LinkClosed: the other side is gone, or does not keep to the protocol.
        """
        while (frame := self.buffered()) is None:
            try:
                if not select.select([self._socket], [], [], seconds)[0]:
                    return None
            except (OSError, ValueError):  # ValueError: closed by another thread of ours
                raise LinkClosed from None
            self.fill()
        return frame

    def fill(self) -> None:
        """Take in what has come; waits if nothing has. Raises LinkClosed."""
        try:
            data = self._socket.recv(_READ)
        except (OSError, ValueError):
            raise LinkClosed from None
        if not data:
            raise LinkClosed
        self._buffer += data

    def buffered(self) -> Frame | None:
        """A frame that has come whole already. Raises LinkClosed."""
        buffer = self._buffer
        if len(buffer) < _SIZES:
            return None
        head_size, body_size = int.from_bytes(buffer[:4], "big"), int.from_bytes(buffer[4:_SIZES], "big")
        if head_size > MAXIMUM_HEAD or body_size > MAXIMUM_BODY:
            raise LinkClosed
        start, end = _SIZES + head_size, _SIZES + head_size + body_size
        if len(buffer) < end:
            return None
        with memoryview(buffer) as view:
            encoded, body = bytes(view[_SIZES:start]), bytes(view[start:end])
        del buffer[:end]
        try:
            head = json.loads(encoded)
        except (ValueError, RecursionError):
            raise LinkClosed from None
        if not isinstance(head, dict):
            raise LinkClosed
        return head, body

    def close(self) -> None:
        """Close this end."""
        self._socket.close()
