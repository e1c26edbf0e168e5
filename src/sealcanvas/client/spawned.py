"""A server that a command starts for itself: `sealcanvas up` on a free port of the loopback interface."""

import json
import signal
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from sealcanvas.client.errors import ServerDidNotStart
from sealcanvas.server.home import Endpoint, Home

_START_SECONDS = 60


class SpawnedServer:
    """A `sealcanvas up` of our own, in a session of its own: a Ctrl-C in the terminal is for its maker alone.

    Args:
        state: the state folder.
        log: the file that takes its output.
        environment: its whole environment.
        tied: it ends when its maker does, however that happens.
    """

    def __init__(self, state: Path, log: Path, environment: Mapping[str, str], *, tied: bool = False) -> None:
        self.state, self.log, self.environment, self._tied = state, log, dict(environment), tied
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def home(self) -> Home:
        """The state folder, with the root key that its environment names."""
        return Home(self.state, self.environment)

    @property
    def program(self) -> list[str]:
        """The `sealcanvas` command."""
        return [sys.executable, "-m", "sealcanvas.cli"]

    def start(self, *options: str) -> None:
        """Start it and wait until `/healthz` answers.

        Args:
            options: further options of `sealcanvas up`.

        Raises:
            ServerDidNotStart: it ended or stayed silent.
        """
        self.begin(*options)
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and self.running:
            endpoint = self.home.endpoint()
            if endpoint and endpoint.pid == self.pid and is_healthy(endpoint):
                return
            time.sleep(0.1)
        self.stop()
        raise ServerDidNotStart(f"the server did not start:\n{self.log.read_text('utf-8', 'replace')[-2000:]}")

    def begin(self, *options: str) -> None:
        """Start it without waiting for it."""
        tie = ["--end-with-stdin"] if self._tied else []
        command = [*self.program, "up", "--home", str(self.state), "--port", "0", *tie, *options]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own command line
                command,
                env=self.environment,
                stdin=subprocess.PIPE if self._tied else subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def running(self) -> bool:
        """Whether its first process is there."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The server's process id."""
        if self._process is None:
            raise ServerDidNotStart("the server was not started")
        return self._process.pid

    def kill(self) -> None:
        """End it as a power cut would: SIGKILL."""
        if self._process:
            self._process.kill()
            self._wait(self._process)

    def stop(self) -> None:
        """End it as an operator would: SIGTERM, and wait."""
        if self._process and self.running:
            self._process.send_signal(signal.SIGTERM)
            self._wait(self._process)

    @staticmethod
    def _wait(process: subprocess.Popen[bytes]) -> None:
        process.wait(timeout=60)
        if process.stdin:
            process.stdin.close()


def is_healthy(endpoint: Endpoint) -> bool:
    """Whether a server answers there."""
    trust = ssl.create_default_context(cafile=endpoint.certificate) if endpoint.certificate else None
    try:
        with urllib.request.urlopen(f"{endpoint.url}/healthz", timeout=2, context=trust) as answer:  # noqa: S310 - loopback
            return bool(json.load(answer)["status"] == "ok")
    except (urllib.error.URLError, OSError, ValueError, KeyError):
        return False
