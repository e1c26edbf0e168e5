"""The further serving processes of a server: started with it, replaced when they die, ended with it."""

import logging
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress

from sealcanvas.crypto.secret import Secret
from sealcanvas.jobs.supervision.worker_process import ending

log = logging.getLogger("sealcanvas.server")

_ROUND_SECONDS = 1.0  # between looks at them; none is started more often


class Siblings:
    """Keeps a number of processes running, until stopped.

    Args:
        command: what each of them runs.
        descriptors: open files that they inherit.
        count: how many there are.
        leaving: whether the server is about to stop, so that nobody is to be replaced.
        period: seconds between looks at them.
        first_word: what each of them is told on its standard input, at its start.
    """

    def __init__(
        self,
        command: list[str],
        descriptors: list[int],
        count: int,
        leaving: Callable[[], bool],
        period: float = _ROUND_SECONDS,
        first_word: Secret | None = None,
    ) -> None:
        self._command = command
        self._descriptors = descriptors
        self._leaving = leaving
        self._period = period
        self._first_word = first_word
        self._stop = threading.Event()
        self._processes = [self._spawn() for _ in range(count)]
        self._thread = threading.Thread(target=self._run, name="siblings", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Tell them to finish what they do; returns at once."""
        self._stop.set()
        self._thread.join()
        for process in self._processes:
            process.terminate()

    def wait(self) -> None:
        """Wait until they have ended."""
        for process in self._processes:
            _part(process)

    def _spawn(self) -> subprocess.Popen[bytes]:
        # Its standard input ends when we do, however we end: it must not outlive us.
        process = subprocess.Popen(self._command, pass_fds=self._descriptors, stdin=subprocess.PIPE)  # noqa: S603 - our own module
        if self._first_word is not None and process.stdin:
            with suppress(BrokenPipeError):  # it has ended already, which the next look at it tells
                process.stdin.write(self._first_word.reveal())
                process.stdin.flush()
        return process

    def _run(self) -> None:
        while not self._stop.wait(self._period):
            for place, process in enumerate(self._processes):
                if process.poll() is not None and not self._leaving():
                    self._processes[place] = self._replaced(process)

    def _replaced(self, process: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
        how = ending(process.returncode)
        try:
            new = self._spawn()
        except OSError as error:  # no memory, no descriptors: there may be some at the next look
            log.error("serving process %d %s, and none could be started: %s", process.pid, how, error.strerror)  # noqa: TRY400 - nothing of it helps
            return process
        log.error("serving process %d %s: another is started", process.pid, how)
        _part(process)
        return new


def _part(process: subprocess.Popen[bytes]) -> None:
    """Wait for its end; only then let go of its standard input, whose end would cut it off in what it finishes."""
    process.wait()
    if process.stdin:
        process.stdin.close()
