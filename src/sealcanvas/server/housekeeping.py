"""What must happen without anybody asking: keys whose waiting period is over, work that goes on by itself."""

import logging
import threading
from collections.abc import Callable

from sealcanvas.jobs.faults import place_of

log = logging.getLogger("sealcanvas.server")


class Housekeeper:
    """Runs chores, one after the other, every `period` seconds, until stopped.

    Args:
        chores: each is called without arguments; one that fails is logged and tried again next time.
        period: seconds between rounds.
    """

    def __init__(self, chores: list[Callable[[], object]], period: float) -> None:
        self._chores = chores
        self._period = period
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self) -> None:
        """Begin the first round at once."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the chore at hand and end."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            for chore in self._chores:
                try:
                    chore()
                except Exception as error:  # one chore's trouble must not keep the others from being done
                    log.error("a chore failed: %s", place_of(error))  # noqa: TRY400 - a traceback may show values
            self._stop.wait(self._period)
