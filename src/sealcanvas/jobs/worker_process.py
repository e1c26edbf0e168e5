"""A worker process as the supervisor has it: spawned, spoken to over a socket pair, and ended for certain."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sealcanvas.jobs.channel import Channel, ChannelClosed
from sealcanvas.jobs.memory import resident_memory
from sealcanvas.jobs.scratch import Scratch

_READY_SECONDS = 60.0


class WorkerBroken(Exception):
    """A worker process did not come up."""


@dataclass(frozen=True, slots=True)
class WorkerSetup:
    """What every worker is told before it knows of a job.

    Attributes:
        tasks: further task names and the modules that register them.
        import_path: folders in which those modules are found.
        preload: modules to import while idle.
        threads: how many threads it may keep busy.
        scratch_bytes: the bound of its memory scratch.
    """

    tasks: Mapping[str, str] = field(default_factory=dict)
    import_path: tuple[Path, ...] = ()
    preload: tuple[str, ...] = ()
    threads: int = 1
    scratch_bytes: int = 1 << 30


class WorkerProcess:
    """One process for one job.

    The environment holds nothing of the server's; what a worker must know comes over the control channel, which is
    its standard input. Its output goes nowhere: data that a library prints must reach no log.
    """

    def __init__(self, scratch: Scratch, setup: WorkerSetup) -> None:
        self._scratch = scratch
        self._folder = scratch.make()
        ours, theirs = socket.socketpair()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-s", "-B", "-m", "sealcanvas.jobs.worker"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=self._folder,
                env=worker_environment(self._folder, setup.threads),
                close_fds=True,
            )
        except OSError:
            ours.close()
            scratch.remove(self._folder)
            raise WorkerBroken("a worker process could not be started") from None
        finally:
            theirs.close()
        self.channel = Channel(ours)
        self._ready = False
        self._greet(setup)

    def _greet(self, setup: WorkerSetup) -> None:
        with suppress(ChannelClosed):  # it died at once: wait_ready will say so
            self.channel.send(
                {
                    "type": "setup",
                    "tasks": dict(setup.tasks),
                    "import_path": [str(path) for path in setup.import_path],
                    "preload": list(setup.preload),
                    "scratch_bytes": setup.scratch_bytes,
                }
            )

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    def wait_ready(self) -> None:
        """Wait until the worker can take a job.

        Raises:
            WorkerBroken: it ended, or did not come up within a minute; it is ended.
        """
        if self._ready:
            return
        try:
            message = self.channel.receive(_READY_SECONDS)
        except ChannelClosed:
            message = None
        if message is None or message.get("type") != "ready":
            self.end()
            raise WorkerBroken("a worker process did not come up")
        self._scratch.note(private=message.get("private") is True)
        self._ready = True

    def memory(self) -> int:
        """Bytes of memory that it holds."""
        return resident_memory(self.pid)

    def how_it_ended(self, seconds: float = 1.0) -> str:
        """In words, once its channel closed."""
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return "closed its control channel"
        return ending(code)

    def end(self) -> None:
        """Kill it if it lives, and empty its scratch; harmless when repeated."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self.channel.close()
        self._scratch.remove(self._folder)


def ending(code: int) -> str:
    """How a process ended, in words, by its return code as `subprocess` has it."""
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"was killed by signal {-code}"


def worker_environment(scratch: Path, threads: int) -> dict[str, str]:
    """A worker's whole environment: nothing of the server's but where its own code lies."""
    count = str(threads)
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": count,
        "OPENBLAS_NUM_THREADS": count,
        "MKL_NUM_THREADS": count,
        "ARROW_NUM_THREADS": count,
    }
