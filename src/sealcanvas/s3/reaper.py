"""Unlinks blobs that nothing refers to any more, never before that is durable."""

import logging
import threading
from collections import Counter
from collections.abc import Iterable
from itertools import islice

from sealcanvas.s3.referenced import referenced
from sealcanvas.s3.upkeep.noted import forget_blobs
from sealcanvas.service.instance import Instance
from sealcanvas.storage.failures import is_unavailable

_log = logging.getLogger(__name__)
_BATCH = 1000
_PATIENCE = 5.0  # seconds until a store that could not do it is asked again
_DELAY = 0.05  # seconds: deletions that come in a row share one commit


class Reaper:
    """Takes blobs that were replaced or deleted, waits for the commit that says so, and unlinks them.

    A blob's row may be back after a commit that failed, so each is looked up again, and the look-up itself is made
    durable, before its file goes. Ids are random and never used twice: what is unreferenced once stays so. Readers
    pin the files that they have yet to open.
    """

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._lock = threading.Lock()
        self._queued: set[str] = set()
        self._pins: Counter[str] = Counter()
        self._thread: threading.Thread | None = None

    def unneeded(self, blob_ids: Iterable[str]) -> None:
        """Queue blobs for removal; a thread takes them shortly after."""
        with self._lock:
            self._queued.update(blob_ids)
            self._start()

    def pin(self, blob_ids: Iterable[str]) -> None:
        """Keep these files until `unpin`."""
        with self._lock:
            self._pins.update(blob_ids)

    def unpin(self, blob_ids: Iterable[str]) -> None:
        """Give back what `pin` kept."""
        with self._lock:
            self._pins.subtract(blob_ids)
            self._pins = +self._pins
            self._start()

    def sweep(self) -> int:
        """Unlink what is queued, unreferenced and not pinned; how many files went.

        Raises:
            CommitFailed: the database cannot say durably what is referenced; the queue stays.
        """
        with self._lock:
            free = (blob_id for blob_id in self._queued if blob_id not in self._pins)
            candidates = set(islice(free, _BATCH))
        if not candidates:
            return 0
        with self._instance.database.transaction() as connection:
            gone = candidates - referenced(connection, candidates)
            forget_blobs(connection, gone)
        for blob_id in gone:
            self._instance.objects.delete(blob_id)
        with self._lock:
            self._queued -= candidates
        return len(gone)

    def _start(self) -> None:
        if self._thread is None and not self._queued <= self._pins.keys():
            self._thread = threading.Thread(target=self._run, name="s3-reaper", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        pause, delay = threading.Event(), _DELAY
        while True:
            pause.wait(delay)
            delay = _DELAY
            try:
                self.sweep()
            except Exception as error:
                if is_unavailable(error):  # a disk that is full, an outer store that is down: asked again
                    delay = _PATIENCE
                else:  # the instance may be closing: what is left goes at the next start
                    _log.info("unneeded blobs stay until the next start: %s", type(error).__name__)
                    with self._lock:
                        self._queued.clear()
            with self._lock:
                if self._queued <= self._pins.keys():
                    self._thread = None
                    return
