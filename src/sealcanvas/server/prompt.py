"""Requests that are answered where they come in, from what is remembered: no thread takes them over.

What they leave for the audit trail is made durable by one thread for all that came meanwhile; until then none of them
is answered. One that needs more than is remembered goes the way of all others.
"""

import asyncio
import logging
import threading
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue

from sealcanvas.jobs.faults import place_of
from sealcanvas.server.door import Answer
from sealcanvas.storage.commit_group import CommitFailed, WouldWait
from sealcanvas.storage.database import Database

log = logging.getLogger("sealcanvas.server")

_Promise = tuple[list[object], asyncio.Future[None]]


class Prompt:
    """Answers of one database's server.

    Args:
        database: what is remembered, and where the audit trail lies.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._promises: SimpleQueue[_Promise | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._keep, name="prompt-commits", daemon=True)
        self._thread.start()

    async def answer(self, work: Callable[[], Answer]) -> Answer | None:
        """What `work` answers, or raises, once durable; None where it would have to wait, and did nothing."""
        refusal: Exception | None = None
        answer: Answer | None = None
        try:
            with self._database.prompt() as promised:
                try:
                    answer = work()
                except WouldWait:
                    raise
                except Exception as error:  # the record of a refusal is kept before it is told
                    refusal = error
        except WouldWait:
            return None
        if promised:
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._promises.put((promised, future))
            await future
        if refusal is not None:
            raise refusal
        return answer

    def close(self) -> None:
        """Keep what was promised, and end."""
        self._promises.put(None)
        self._thread.join()

    def _keep(self) -> None:
        while True:
            batch = [self._promises.get()]
            while not self._promises.empty():
                batch.append(self._promises.get())
            promises = [each for each in batch if each is not None]
            lost: CommitFailed | None = None
            try:
                self._database.keep([group for groups, _ in promises for group in groups])
            except CommitFailed as error:
                lost = error
            except Exception as error:  # this thread has no successor: whoever comes later must not wait for ever
                log.error("records could not be kept: %s", place_of(error))  # noqa: TRY400 - nothing of a request is logged
                lost = CommitFailed("what was appended could not be kept")
            _settle([future for _, future in promises], lost)
            if None in batch:
                return


def _settle(futures: list[asyncio.Future[None]], lost: CommitFailed | None) -> None:
    by_loop: defaultdict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = defaultdict(list)
    for future in futures:
        by_loop[future.get_loop()].append(future)
    for loop, theirs in by_loop.items():
        with suppress(RuntimeError):  # a loop that has ended has nobody left who waits
            loop.call_soon_threadsafe(_tell, theirs, lost)


def _tell(futures: list[asyncio.Future[None]], lost: CommitFailed | None) -> None:
    for future in futures:
        if future.done():
            continue  # its client has gone
        if lost is None:
            future.set_result(None)
        else:
            future.set_exception(lost)
