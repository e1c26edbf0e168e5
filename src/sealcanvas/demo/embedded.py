"""The server that the demo starts for itself: a process of its own, on a free port, with a state folder of its own."""

import json
import os
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from sealcanvas.server.home import Endpoint, Home

_START_SECONDS = 60


class ServerDidNotStart(Exception):
    """The embedded server ended, or did not answer in time; the message carries its last words."""


class EmbeddedServer:
    """A `sealcanvas up` of our own.

    Attributes:
        folder: holds `state` and, beside it, the root key and the server's log.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sealcanvas-demo-"))
        self.state = self.folder / "state"
        self.root_key = self.folder / "root.key"
        self.log = self.folder / "server.log"
        self.temporary = self.folder / "tmp"  # so that the scanner can read what the server puts there
        self.temporary.mkdir(mode=0o700)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What `sealcanvas` commands need to find this instance and its root key."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        ours = {"HOME": self.state, "ROOT_KEY": self.root_key}
        return {
            **kept,
            **{f"SEALCANVAS_{name}": str(path) for name, path in ours.items()},
            "TMPDIR": str(self.temporary),
        }

    @property
    def home(self) -> Home:
        """The state folder."""
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
            if endpoint and endpoint.pid == self.pid and _healthy(endpoint):
                return
            time.sleep(0.1)
        self.stop()
        raise ServerDidNotStart(f"the server did not start:\n{self.log.read_text('utf-8', 'replace')[-2000:]}")

    def begin(self, *options: str) -> None:
        """Start it without waiting for it."""
        command = [*self.program, "up", "--home", str(self.state), "--port", "0", *options]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own command line
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
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
            self._process.wait(timeout=60)

    def stop(self) -> None:
        """End it as an operator would: SIGTERM, and wait."""
        if self._process and self.running:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=60)

    def remove(self) -> None:
        """Delete state, root key and log."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _healthy(endpoint: Endpoint) -> bool:
    trust = ssl.create_default_context(cafile=endpoint.certificate) if endpoint.certificate else None
    try:
        with urllib.request.urlopen(f"{endpoint.url}/healthz", timeout=2, context=trust) as answer:  # noqa: S310 - loopback
            return bool(json.load(answer)["status"] == "ok")
    except (urllib.error.URLError, OSError, ValueError, KeyError):
        return False
