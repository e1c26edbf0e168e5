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


class IncompleteBody(ServiceError):
    """The client went away before its payload was whole."""


class Pipe:
    """Raw bytes of a request's body: filled by the event loop, drained by a thread, bounded in between."""

    def __init__(self, receive: Receive) -> None:
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
            if full:
                self._room.clear()
                await self._room.wait()
        self._end(broken=False)

    def _end(self, *, broken: bool) -> None:
        with self._ready:
            self._ended, self._broken = True, broken
            self._ready.notify()

    def abandon(self) -> None:
        """The server gives the request up: whoever still drains gets an error."""
        self._end(broken=True)

    def __iter__(self) -> Iterator[bytes]:
        while True:
            with self._ready:
                while not self._parts and not self._ended:
                    self._ready.wait()
                if self._broken:
                    raise IncompleteBody("The request body terminated unexpectedly")
                if not self._parts:
                    return
                parts = list(self._parts)
                self._parts.clear()
                was_full = self._waiting > _HIGH_WATER
                self._waiting = 0
            if was_full:
                with suppress(RuntimeError):  # the loop is gone: the server is going down
                    self._loop.call_soon_threadsafe(self._room.set)
            yield from parts
