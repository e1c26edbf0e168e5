"""Brings a server up and takes it down again."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from socket import socket

from sealcanvas.canvas.reconcile import reconcile
from sealcanvas.iam.administrator import ensure_administrator
from sealcanvas.jobs.supervisor import Supervisor
from sealcanvas.kms.deletion import destroy_due
from sealcanvas.s3.recover import recover
from sealcanvas.server import tls
from sealcanvas.server.asgi import Application
from sealcanvas.server.compose import open_instance
from sealcanvas.server.door import Door
from sealcanvas.server.home import Description, Endpoint, Home
from sealcanvas.server.housekeeping import Housekeeper
from sealcanvas.server.http import BackgroundServer, http_server, run
from sealcanvas.server.siblings import Siblings
from sealcanvas.server.sockets import WorkerFolder, listen_tcp
from sealcanvas.service.instance import Instance

_ROUND_SECONDS = 0.5  # between rounds of housekeeping; a finished step of a build is taken up this quickly
_SERVING_PROCESS = "sealcanvas.server.process"


@dataclass(frozen=True, slots=True)
class Settings:
    """How to serve.

    Attributes:
        workers: processes that answer clients; the first of them also keeps house and runs the jobs.
        jobs: jobs that run at once.
        account: for a new state folder; must agree with an existing one.
    """

    host: str = "127.0.0.1"
    port: int = 8600
    workers: int = 1
    jobs: int = 2
    account: str | None = None
    tls: bool = False
    tls_certificate: Path | None = None
    tls_key: Path | None = None


class AccountMismatch(Exception):
    """The state folder belongs to another account than the one asked for."""


def utc_now() -> datetime:
    """The clock of a real server."""
    return datetime.now(UTC)


def serve(home: Home, settings: Settings, ready: Callable[[Description, Endpoint, Path], None]) -> None:
    """Serve `home` until SIGINT or SIGTERM, then finish what is under way and leave the state sound.

    Args:
        ready: called once clients can connect, with the instance, its endpoint and the root key's path.

    Raises:
        HomeError, RootUnavailable, WrongRoot, PortTaken, TLSError, AccountMismatch: with a line for people.
    """
    sock = listen_tcp(settings.host, settings.port)
    try:
        home.lock()
        description, root = home.open() if home.exists else home.create(settings.account)
        if settings.account and settings.account != description.account:
            raise AccountMismatch(
                f"{home.folder} belongs to account {description.account}: leave --account out, or choose another --home"
            )
        instance = open_instance(
            home.folder, root, account=description.account, region=description.region, clock=utc_now
        )
        with _Running(home, instance, settings) as running:
            host, port = sock.getsockname()[:2]
            endpoint = running.endpoint(host, port)
            home.publish_endpoint(endpoint)
            ready(description, endpoint, home.root_key_path(description))
            running.serve(sock)
    finally:
        sock.close()
        home.unlock()


class _Running:
    """Everything that runs beside the listening socket, started and stopped in order."""

    def __init__(self, home: Home, instance: Instance, settings: Settings) -> None:
        self._home = home
        self._instance = instance
        self._settings = settings
        self._identity: tls.Identity | None = None
        self._certificate = ""
        self._folder = WorkerFolder()
        self._application = Application(Door(instance))
        self._worker_door = BackgroundServer(self._application, self._folder.socket)
        self._supervisor = Supervisor(instance, str(self._folder.socket), slots=settings.jobs)
        self._housekeeper = Housekeeper(
            [lambda: reconcile(instance), lambda: destroy_due(instance)], period=_ROUND_SECONDS
        )
        self._siblings: Siblings | None = None

    def __enter__(self) -> "_Running":
        ensure_administrator(self._instance)
        recover(self._instance)
        if self._settings.tls or self._settings.tls_certificate:
            self._make_identity()
        self._worker_door.start()
        self._supervisor.start()
        self._housekeeper.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._siblings:
            self._siblings.stop()
        self._housekeeper.stop()
        self._supervisor.stop(drain_seconds=5)
        self._worker_door.stop()
        if self._siblings:
            self._siblings.wait()
        self._application.close()
        self._instance.database.close()
        self._folder.close()

    def _make_identity(self) -> None:
        certificate, key = self._settings.tls_certificate, self._settings.tls_key
        if certificate and key:
            self._identity, self._certificate = tls.given(certificate, key), str(certificate)
            return
        hosts = ["localhost", "127.0.0.1", "::1", self._settings.host]
        self._identity, pem = tls.self_made(hosts, self._instance.clock())
        path = self._home.folder / "certificate.pem"
        path.write_bytes(pem)
        self._certificate = str(path)

    def endpoint(self, host: str, port: int) -> Endpoint:
        """Where clients find the server; a wildcard address is named by its loopback."""
        named = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}.get(host, host)  # noqa: S104 - compared, not bound
        scheme = "https" if self._identity else "http"
        return Endpoint(f"{scheme}://{named}:{port}", os.getpid(), self._certificate)

    def serve(self, sock: socket) -> None:
        """Answer clients until a signal comes."""
        server = http_server(self._application, tls=self._identity.context() if self._identity else None)
        if self._settings.workers > 1:
            self._siblings = self._start_siblings(sock, lambda: server.should_exit)
        run(server, sock)

    def _start_siblings(self, sock: socket, leaving: Callable[[], bool]) -> Siblings:
        command = [sys.executable, "-m", _SERVING_PROCESS, str(self._home.folder), str(sock.fileno())]
        descriptors = [sock.fileno()]
        if self._identity:
            command.append(str(self._identity.descriptor))
            descriptors.append(self._identity.descriptor)
        return Siblings(command, descriptors, self._settings.workers - 1, leaving)
