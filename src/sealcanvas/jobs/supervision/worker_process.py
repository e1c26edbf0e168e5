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

from sealcanvas.jobs.channel import Channel, ChannelClosed, Message
from sealcanvas.jobs.supervision.memory import memory_with_children
from sealcanvas.jobs.supervision.scratch import Scratch
from sealcanvas.jobs.working.threads import thread_variables

_READY_SECONDS = 60.0


class WorkerBroken(Exception):
    """A worker process did not come up."""


@dataclass(frozen=True, slots=True)
class WorkerSetup:
    """What every worker is told before it knows of a job.

    Attributes:
        endpoint, region: of the server, as its jobs are likely to name them.
        tasks: further task names and the modules that register them.
        import_path: folders in which those modules are found.
        preload: modules to import while idle.
        threads: how many threads it may keep busy.
        scratch_bytes: the bound of its memory scratch.
        volumes: folders of sealed files, which it may read; of them it writes to its own job's.
        writable: folders beside those that it may write to.
    """

    endpoint: str = "http://localhost"
    region: str = "us-east-1"
    tasks: Mapping[str, str] = field(default_factory=dict)
    import_path: tuple[Path, ...] = ()
    preload: tuple[str, ...] = ()
    threads: int = 1
    scratch_bytes: int = 1 << 30
    volumes: tuple[Path, ...] = ()
    writable: tuple[Path, ...] = ()


class WorkerProcess:
    """One process for one job.

    Attributes:
        private: whether its scratch is a bounded tmpfs that nobody else sees.
        warm: whether it has imported all that it was to import.

    The environment holds nothing of the server's; what a worker must know comes over the control channel, which is
    its standard input. Its output goes nowhere: data that a library prints must reach no log.
    """

    def __init__(self, scratch: Scratch, setup: WorkerSetup) -> None:
        self._scratch = scratch
        self._folder = scratch.make()
        ours, theirs = socket.socketpair()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-s", "-B", "-m", "sealcanvas.jobs.working.worker"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=self._folder,
                env=worker_environment(self._folder, setup.threads),
                close_fds=True,
                start_new_session=True,  # so that what it starts can be ended with it
            )
        except OSError:
            ours.close()
            scratch.remove(self._folder)
            raise WorkerBroken("a worker process could not be started") from None
        finally:
            theirs.close()
        self.channel = Channel(ours)
        self.private = False
        self.warm = False
        self._ready = False
        self._greet(setup)

    def _greet(self, setup: WorkerSetup) -> None:
        with suppress(ChannelClosed):  # it died at once: wait_ready will say so
            self.channel.send(
                {
                    "type": "setup",
                    "endpoint": setup.endpoint,
                    "region": setup.region,
                    "tasks": dict(setup.tasks),
                    "import_path": [str(path) for path in setup.import_path],
                    "preload": list(setup.preload),
                    "scratch_bytes": setup.scratch_bytes,
                    "volumes": [str(path) for path in setup.volumes],
                    "writable": [str(path) for path in setup.writable],
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
        self._heed(message)

    def look(self) -> None:
        """Take note of what an idle worker has to tell.

        Raises:
            WorkerBroken: it has ended; it is cleared away.
        """
        try:
            while (message := self.channel.receive(0)) is not None:
                self._heed(message)
        except ChannelClosed:
            self.end()
            raise WorkerBroken("an idle worker process ended") from None

    def _heed(self, message: Message) -> None:
        match message.get("type"):
            case "ready":
                self._ready = True
                self.private = message.get("private") is True
                self._scratch.note(private=self.private)
            case "warm":
                self.warm = True

    @property
    def ready(self) -> bool:
        """Whether it can take a job, as far as it has told."""
        return self._ready

    def scratch_used(self) -> int:
        """Bytes that it holds in files, where its scratch is not a bounded tmpfs of its own; else 0."""
        return 0 if self.private else self._scratch.used(self._folder)

    def memory(self) -> int:
        """Bytes of memory that it and what it started hold."""
        return memory_with_children(self.pid)

    def exit_code(self, seconds: float = 1.0) -> int | None:
        """Its return code as `subprocess` has it, once its channel closed; None if it still runs."""
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        self._kill_group()
        return code

    def how_it_ended(self, seconds: float = 1.0) -> str:
        """In words, once its channel closed."""
        code = self.exit_code(seconds)
        return "closed its control channel" if code is None else ending(code)

    def end(self) -> None:
        """Kill it if it lives, with all that it started, and empty its scratch; harmless when repeated."""
        if self._process.returncode is None:
            self._kill_group()
            self._process.wait()
        self.channel.close()
        self._scratch.remove(self._folder)

    def _kill_group(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)


def ending(code: int) -> str:
    """How a process ended, in words, by its return code as `subprocess` has it."""
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"was killed by signal {-code}"


def worker_environment(scratch: Path, threads: int) -> dict[str, str]:
    """A worker's whole environment: of the server's, where its own code lies and how linear algebra is to compute.

    Which kernels OpenBLAS chooses decides how it rounds: helpers must do it as whoever they help.
    """
    return {
        **{name: value for name, value in os.environ.items() if name.startswith("OPENBLAS_")},
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "PYTHONDONTWRITEBYTECODE": "1",
        **thread_variables(threads),
    }
