"""Requests that wait for something to happen: they hold no thread meanwhile, and none of them for ever."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from math import inf

from sealcanvas.server.door import Answer
from sealcanvas.service.not_yet import NotYet

_LOOK_SECONDS = 0.2


class Parking:
    """Carries requests out, and parks those that have nothing to tell yet.

    Args:
        threads: look whether there is something, a moment each.
        places: how many may wait at a time; one more is answered at once.
    """

    def __init__(self, threads: Executor, places: int = 256) -> None:
        self._threads = threads
        self._places = self._free = places
        self._open = True

    async def answer(self, threads: Executor, work: Callable[[float], Answer]) -> Answer:
        """What `work` answers, in one of `threads`; it is told for how many seconds it has waited."""
        loop = asyncio.get_running_loop()
        began, waited = loop.time(), 0.0
        while True:
            try:
                return await loop.run_in_executor(threads, work, waited)
            except NotYet as error:
                await self._wait(error.ready, began + error.seconds)
                over = loop.time() >= began + error.seconds or not self._has_room
                waited = inf if over else loop.time() - began

    def close(self) -> None:
        """Let nobody wait any longer."""
        self._open = False

    @property
    def _has_room(self) -> bool:
        return self._open and self._free > 0

    async def _wait(self, ready: Callable[[], bool], until: float) -> None:
        loop = asyncio.get_running_loop()
        if not self._has_room:
            return
        self._free -= 1
        try:
            while self._open and (left := until - loop.time()) > 0:
                await asyncio.sleep(min(left, _LOOK_SECONDS))
                if await loop.run_in_executor(self._threads, ready):
                    return
        finally:
            self._free += 1
