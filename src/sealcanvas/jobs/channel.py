"""The control channel between supervisor and worker: JSON objects, one a line, each of bounded length."""

import json
import select
import socket
import threading
from typing import Any

MAXIMUM_LINE = 4 << 20
_READ = 1 << 16

Message = dict[str, Any]


class ChannelClosed(Exception):
    """The other side is gone, or sent what is no message."""


class Channel:
    """One end of a socket pair; `send` may be called from several threads, `receive` from one.

    Args:
        connection: a connected stream socket; the channel closes it.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._buffer = bytearray()
        self._sending = threading.Lock()

    def send(self, message: Message) -> None:
        """Send one message.

        Raises:
            ChannelClosed: the other side is gone.
            ValueError: the message is too long, or is not JSON.
        """
        line = json.dumps(message, separators=(",", ":"), allow_nan=False).encode() + b"\n"
        if len(line) > MAXIMUM_LINE:
            raise ValueError("the message is too long for the control channel")
        try:
            with self._sending:
                self._socket.sendall(line)
        except OSError:
            raise ChannelClosed from None

    def receive(self, seconds: float | None) -> Message | None:
        """The next message, or None when none came within `seconds` (None waits for ever).

        Raises:
            ChannelClosed: the other side is gone, or does not keep to the protocol.
        """
        while (end := self._buffer.find(b"\n")) < 0:
            if len(self._buffer) > MAXIMUM_LINE:
                raise ChannelClosed
            try:
                if not select.select([self._socket], [], [], seconds)[0]:
                    return None
                data = self._socket.recv(_READ)
            except (OSError, ValueError):  # ValueError: closed by another thread of ours
                raise ChannelClosed from None
            if not data:
                raise ChannelClosed
            self._buffer += data
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            raise ChannelClosed from None
        if not isinstance(message, dict):
            raise ChannelClosed
        return message

    def close(self) -> None:
        """Close this end."""
        self._socket.close()
