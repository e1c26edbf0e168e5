"""The sockets that a server listens on: TCP for clients, a Unix socket for its own workers."""

import errno
import ipaddress
import os
import shutil
import socket
import tempfile
from pathlib import Path

_TEMPORARY = "/tmp"  # noqa: S108 - the folder in it is made 0700 and random


class PortTaken(Exception):
    """Somebody listens there already; the message says where, in one line."""


def listen_tcp(host: str, port: int) -> socket.socket:
    """A listening TCP socket; port 0 takes a free one.

    Raises:
        PortTaken: the port is in use, or the address is not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        sock.listen(2048)
    except OSError as error:
        sock.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(
                f"port {port} on {host} is taken: choose another with --port (0 takes a free one)"
            ) from None
        raise PortTaken(f"cannot listen on {host} port {port}: {error.strerror or error}") from None
    sock.set_inheritable(True)
    return sock


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class WorkerFolder:
    """A private folder for the Unix socket that workers connect to; it goes when it is closed."""

    def __init__(self) -> None:
        # Named by us: to find a folder by itself, tempfile writes a file into each that it considers.
        parent = os.environ.get("TMPDIR") or _TEMPORARY
        self._folder = Path(tempfile.mkdtemp(prefix="sealcanvas-", dir=parent))
        self.socket = self._folder / "wire.sock"

    def close(self) -> None:
        """Remove the folder and what is left in it."""
        shutil.rmtree(self._folder, ignore_errors=True)
