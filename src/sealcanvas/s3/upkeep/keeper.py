"""The server's own upkeep, in the background: a slow scrub, the notes of an outer store, and gc once a day."""

import logging
import threading
from datetime import timedelta

from sealcanvas.s3.referenced import referenced
from sealcanvas.s3.upkeep.gc import collect
from sealcanvas.s3.upkeep.scrub import scrub
from sealcanvas.service.instance import Instance
from sealcanvas.storage.blob_store import BlobsUnavailable

_log = logging.getLogger("sealcanvas.s3")
_PERIOD = timedelta(days=30)  # every blob is read again within it
_GC_PERIOD = timedelta(days=1)
_RATE = 8 << 20  # bytes a second that are read at most
_ROUND = 60.0  # seconds between rounds
_AT_ONCE = 50  # blobs a round
_PATIENCE = 10.0  # seconds for the block at hand


class _Stopped(Exception):
    """The server is about to end."""


class Keeper:
    """Does the upkeep until stopped.

    Args:
        period: how old the last sound reading of a blob may become.
        rate: bytes a second.
        pause: seconds between rounds; the first round comes after one.
    """

    def __init__(
        self, instance: Instance, *, period: timedelta = _PERIOD, rate: int = _RATE, pause: float = _ROUND
    ) -> None:
        self._instance = instance
        self._period, self._rate, self._pause = period, rate, pause
        self._collected_at = instance.clock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="s3-upkeep", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End behind the block at hand."""
        self._stop.set()
        self._thread.join(_PATIENCE)

    def round(self) -> None:
        """One round: settled notes, some blobs, and gc when a day is over."""
        instance = self._instance
        settle(instance)
        report = scrub(instance, until=instance.clock() - self._period, most=_AT_ONCE, read=self._wait)
        if report.damaged:
            _log.error("the scrub found %d damaged blobs: see `sealcanvas scrub`", len(report.damaged))
        if instance.clock() - self._collected_at >= _GC_PERIOD:
            self._collected_at = instance.clock()
            found = collect(instance)
            if found.orphans or found.unfinished or found.missing:
                _log.warning(
                    "gc removed %d orphans and %d unfinished blobs; %d are missing",
                    found.orphans,
                    found.unfinished,
                    len(found.missing),
                )

    def _wait(self, count: int) -> None:
        if self._stop.wait(count / self._rate):
            raise _Stopped

    def _run(self) -> None:
        while not self._stop.wait(self._pause):
            try:
                self.round()
            except _Stopped:
                return
            except BlobsUnavailable:
                continue  # its own line is in the log; the next round tries again
            except Exception as error:  # the database is busy, say
                _log.error("the upkeep of the object store failed: %s", type(error).__name__)


def settle(instance: Instance) -> None:
    """Remove an outer store's notes of blobs that rows durably refer to."""
    noted = instance.objects.unsettled()
    if not noted:
        return
    with instance.database.transaction() as connection:
        needed = referenced(connection, noted)
    instance.objects.settle(needed)
