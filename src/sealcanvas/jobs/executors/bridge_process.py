"""The bridge to a Ray cluster, as the server has it: started, watched, started anew."""

import importlib.util
import ipaddress
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sealcanvas.jobs.channel import Channel, ChannelClosed
from sealcanvas.jobs.executors.cluster import Cluster, ClusterUnavailable

_READY_SECONDS = 120.0
_MOST_WIDTH = 64
_KEPT = ("RAY_USE_TLS", "RAY_TLS_SERVER_CERT", "RAY_TLS_SERVER_KEY", "RAY_TLS_CA_CERT", "RAY_AUTH_TOKEN")
_LOOPBACK_ONLY = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"


@dataclass(frozen=True, slots=True)
class RaySettings:
    """How the server uses a Ray cluster.

    Attributes:
        address: HOST:PORT of the head node.
        token: the file with the cluster's token; None: where Ray looks for it.
        slots: jobs that run at once, and share the cluster.
        endpoint: the server's URL as nodes reach it.
        certificate: PEM text that nodes trust for https, or "".
    """

    address: str
    token: Path | None
    slots: int
    endpoint: str
    certificate: str = ""


class Bridge:
    """Keeps one bridge process.

    Args:
        folder: private to the server's user; the bridge's socket is made in it.
        environment: of the server, for Ray's own variables of token and TLS.
    """

    def __init__(self, settings: RaySettings, folder: Path, environment: Mapping[str, str] = os.environ) -> None:
        self._settings, self._folder, self._environment = settings, folder, environment
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: Channel | None = None
        self._cpus = self._made = 0
        self._lock = threading.Lock()

    def cluster(self) -> Cluster:
        """What a job is told; the bridge is started if none runs.

        Raises:
            ClusterUnavailable: Ray is not installed, the cluster does not answer or refuses us, or is not safe to use.
        """
        settings = self._settings
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._stop()
                self._start()
            width = min(_MOST_WIDTH, max(1, self._cpus // settings.slots))
            return Cluster(str(self._socket()), width, settings.endpoint, settings.certificate)

    def stop(self) -> None:
        """End the bridge, and with it every relay."""
        with self._lock:
            self._stop()

    def _socket(self) -> Path:
        return self._folder / f"ray-{self._made}.sock"

    def _start(self) -> None:
        check(self._settings, self._environment)
        self._made += 1
        ours, theirs = socket.socketpair()
        channel = Channel(ours)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-s", "-B", "-m", "sealcanvas.jobs.executors.ray_bridge"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=self._folder,
                env=_environment(self._settings, self._environment),
                close_fds=True,
                start_new_session=True,  # a Ctrl-C is for the server, which lets jobs end first
            )
        finally:
            theirs.close()
        self._channel = channel
        try:
            channel.send({"type": "setup", "address": self._settings.address, "socket": str(self._socket())})
            answer = channel.receive(_READY_SECONDS) or {}
        except ChannelClosed:
            answer = {}
        if answer.get("type") != "ready":
            self._stop()
            raise ClusterUnavailable(_complaint(self._settings.address, answer))
        self._cpus = int(answer["cpus"])
        if self._cpus < 1:
            self._stop()
            raise ClusterUnavailable(f"the Ray cluster at {self._settings.address} has no processors: add a node")

    def _stop(self) -> None:
        if self._channel is not None:
            self._channel.close()
            self._channel = None
        if self._process is not None:
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None


def check(settings: RaySettings, environment: Mapping[str, str]) -> None:
    """Whether such a cluster may be used at all.

    Raises:
        ClusterUnavailable: the extra is not installed, or secrets would cross a network in the clear.
    """
    if importlib.util.find_spec("ray") is None:
        raise ClusterUnavailable("Ray is not installed: pip install 'sealcanvas[ray]', here and on every node")
    host, _, port = settings.address.rpartition(":")
    if not host or not port.isdigit():
        raise ClusterUnavailable(f"{settings.address} is no address of a Ray cluster: give HOST:PORT")
    if settings.token is not None and not settings.token.is_file():
        raise ClusterUnavailable(f"{settings.token} is no file: --ray-token names the one with the cluster's token")
    if settings.token is not None and settings.token.stat().st_mode & 0o077:
        raise ClusterUnavailable(f"others can read the cluster's token in {settings.token}: chmod 600 {settings.token}")
    if _is_loopback(host):
        return
    if environment.get("RAY_USE_TLS") != "1":
        raise ClusterUnavailable(
            f"the Ray cluster at {settings.address} is not on this machine, and its token would cross the network in "
            "the clear: set up TLS in Ray (RAY_USE_TLS=1, RAY_TLS_SERVER_CERT, RAY_TLS_SERVER_KEY, RAY_TLS_CA_CERT)"
        )
    if not settings.endpoint.startswith("https://"):
        raise ClusterUnavailable(
            "nodes of a Ray cluster would ask KMS over the network in the clear: start the server with --tls"
        )


def _environment(settings: RaySettings, ours: Mapping[str, str]) -> dict[str, str]:
    """The bridge's whole environment."""
    found = {name: ours[name] for name in _KEPT if name in ours}
    home = Path(ours.get("HOME", "/"))
    token = settings.token or Path(ours.get("RAY_AUTH_TOKEN_PATH", home / ".ray" / "auth_token"))
    if settings.token is not None or "RAY_AUTH_TOKEN" not in found:
        found.pop("RAY_AUTH_TOKEN", None)
        found["RAY_AUTH_TOKEN_PATH"] = str(token.absolute())
    if _is_loopback(settings.address.rpartition(":")[0]):
        found[_LOOPBACK_ONLY] = "0"  # or Ray takes the machine's outer address for the loopback one
    return found | {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "RAY_AUTH_MODE": "token",
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_automatic_object_spilling_enabled": "false",
        "RAY_DISABLE_IMPORT_WARNING": "1",
    }


def _complaint(address: str, answer: dict[str, Any]) -> str:
    if answer.get("type") == "open":
        return (
            f"the Ray cluster at {address} lets in anybody: start it with RAY_AUTH_MODE=token and a token "
            "(ray get-auth-token --generate)"
        )
    if answer.get("type") == "unclear":
        return f"the Ray cluster at {address} does not say whether it lets in anybody; is it healthy?"
    why = str(answer.get("why", "the bridge ended"))
    if "AuthToken" in why or why.startswith("AuthenticationError"):
        return f"the Ray cluster at {address} does not take our token: give its file with --ray-token"
    return f"the Ray cluster at {address} cannot be joined ({why})"


def _is_loopback(host: str) -> bool:
    if host in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
