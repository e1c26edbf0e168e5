"""The thread that works on rekeys beside the server, or for the command line where there is none."""

import logging
import threading

from sealcanvas.canvas.rekey.advance import advance
from sealcanvas.service.instance import Instance

_log = logging.getLogger("sealcanvas.canvas")
_SECONDS = 0.5  # between two looks at what there is to do
_PATIENCE = 10.0  # seconds for the artifact at hand


class RekeyRunner:
    """Takes rekeys on, until stopped."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rekey", daemon=True)

    def start(self) -> None:
        """Begin, with those that the last process left."""
        self._thread.start()

    def stop(self) -> None:
        """End behind the artifact at hand, or in the middle of one that is very large: it is begun anew then."""
        self._stop.set()
        self._thread.join(_PATIENCE)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                advance(self._instance, self._stop.is_set)
            except Exception as error:  # the database is busy, say: the next round tries again
                _log.error("rekeys could not be looked at: %s", type(error).__name__)
            self._stop.wait(_SECONDS)
