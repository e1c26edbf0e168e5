"""An upload's payload on its way from the event loop to the thread that seals it."""

import asyncio
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import Any

from sealcanvas.service.errors import ServiceError

Receive = Callable[[], Awaitable[dict[str, Any]]]
_HIGH_WATER = 4 << 20  # bytes waiting for the sealing thread before the client is made to wait
IDLE_SECONDS = 30.0
"""How long a client may send nothing of a payload that it owes: an upload keeps a thread, of which there are few."""


class IncompleteBody(ServiceError):
    """The client went away before its payload was whole."""


class RequestTimeout(ServiceError):
    """The client stopped sending in the middle of its payload."""


def timed_out() -> RequestTimeout:
    """S3's refusal of a client that stopped sending."""
    return RequestTimeout(
        "Your socket connection to the server was not read from or written to within the timeout period. "
        "Idle connections will be closed."
    )


class Pipe:
    """Raw bytes of a request's body: filled by the event loop, drained by a thread, bounded in between.

    Nothing is taken off the connection before the thread asks for the first byte: a client that waits to be told to
    send (Expect: 100-continue) hears a refusal instead.

    Args:
        receive: the connection's ASGI receive.
        idle: seconds without a byte after which the client is given up.

    Attributes:
        begun: whether the body was asked for.
    """

    def __init__(self, receive: Receive, idle: float = IDLE_SECONDS) -> None:
        self.begun = False
        self._idle = idle
        self._wanted = asyncio.Event()
        self._arrived = asyncio.Event()
        self._receive = receive
        self._loop = asyncio.get_running_loop()
        self._ready = threading.Condition()
        self._parts: deque[bytes] = deque()
        self._waiting = 0
        self._ended = False
        self._broken = False
        self._room = asyncio.Event()

    async def fill(self) -> None:
        """Take the body off the connection until it ends; run it as a task beside the handler."""
        await self._wanted.wait()
        more = True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                self._end(broken=True)
                return
            more = message.get("more_body", False)
            part = message.get("body", b"")
            if not part:
                continue
            with self._ready:
                self._parts.append(part)
                self._waiting += len(part)
                full = self._waiting > _HIGH_WATER
                self._ready.notify()
            self._arrived.set()
            if full:
                self._room.clear()
                await self._room.wait()
        self._end(broken=False)

    async def ahead(self, size: int) -> None:
        """Wait for the first `size` bytes, or all there are, before a thread is taken: they may never come.

        Raises:
            RequestTimeout: they have not come within the time in which a client may send nothing.
        """
        self.begun = True
        self._wanted.set()
        try:
            async with asyncio.timeout(self._idle):
                while self._waiting < size and not self._ended:
                    self._arrived.clear()
                    await self._arrived.wait()
        except TimeoutError:
            raise timed_out() from None

    def _end(self, *, broken: bool) -> None:
        with self._ready:
            self._ended, self._broken = True, broken
            self._ready.notify()
        self._arrived.set()

    def abandon(self) -> None:
        """The server gives the request up: whoever still drains gets an error."""
        self._end(broken=True)

    def __iter__(self) -> Iterator[bytes]:
        self.begun = True
        self._tell(self._wanted)
        while True:
            with self._ready:
                if not self._ready.wait_for(lambda: self._parts or self._ended, self._idle):
                    raise timed_out()
                if self._broken:
                    raise IncompleteBody("The request body terminated unexpectedly")
                if not self._parts:
                    return
                parts = list(self._parts)
                self._parts.clear()
                was_full = self._waiting > _HIGH_WATER
                self._waiting = 0
            if was_full:
                self._tell(self._room)
            yield from parts

    def _tell(self, event: asyncio.Event) -> None:
        with suppress(RuntimeError):  # the loop is gone: the server is going down
            self._loop.call_soon_threadsafe(event.set)
