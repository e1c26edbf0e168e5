"""A helper process as whoever started it has it: a job's worker, or a relay on a Ray node."""

import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from sealcanvas.jobs.executors.link import Link, LinkClosed
from sealcanvas.jobs.supervision.worker_process import worker_environment


class HelperProcess:
    """One helper, spawned; it ends with this process, or before.

    Args:
        folder: its scratch, empty and private.
        sealed: whether what it gets is sealed, so that it must be introduced by letter.

    Raises:
        OSError: no process can be started.
    """

    def __init__(self, folder: Path, *, threads: int, scratch_bytes: int, sealed: bool) -> None:
        ours, theirs = socket.socketpair()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-s", "-B", "-m", "sealcanvas.jobs.executors.helper"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env=worker_environment(folder, threads),
                close_fds=True,
            )
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        self.link = Link(ours)
        with suppress(LinkClosed):  # it died at once: whoever listens will hear so
            self.link.send({"type": "setup", "threads": threads, "scratch_bytes": scratch_bytes, "sealed": sealed})

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def end(self) -> None:
        """Kill it if it lives; harmless when repeated."""
        self.link.close()
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
