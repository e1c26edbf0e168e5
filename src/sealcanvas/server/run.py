"""Brings a server up and takes it down again."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from socket import socket
from typing import NamedTuple

from sealcanvas.audit.lookups import take_in
from sealcanvas.canvas.reconcile import reconcile
from sealcanvas.canvas.rekey.runner import RekeyRunner
from sealcanvas.crypto.secret import Secret
from sealcanvas.iam.administrator import ensure_administrator
from sealcanvas.jobs.executors.bridge_process import Bridge, RaySettings
from sealcanvas.jobs.executors.cluster import ClusterUnavailable
from sealcanvas.jobs.serving.supervisor import HostingSupervisor
from sealcanvas.jobs.supervision.limits import Limits
from sealcanvas.jobs.supervision.supervisor import Supervisor
from sealcanvas.kms.deletion import destroy_due
from sealcanvas.kms.imported.expiry import expire_due
from sealcanvas.kms.key_stores.leaving import leave_key_stores
from sealcanvas.kms.key_stores.settings import Allowed, allow, read_settings
from sealcanvas.kms.last_usage.uses import follow_trail
from sealcanvas.kms.overwritten import empty_log_if_noted
from sealcanvas.kms.rotation_due import rotate_due
from sealcanvas.kms.rotation_schedule import schedule_managed_keys
from sealcanvas.s3.lifecycle.expirer import Expirer
from sealcanvas.s3.recover import recover
from sealcanvas.s3.upkeep.keeper import Keeper
from sealcanvas.server import tls
from sealcanvas.server.asgi import Application
from sealcanvas.server.blobs import chosen_address, claim, outer_blobs, require_blank
from sealcanvas.server.compose import open_instance
from sealcanvas.server.door import Door
from sealcanvas.server.home import Description, Endpoint, Home
from sealcanvas.server.housekeeping import Housekeeper
from sealcanvas.server.http import BackgroundServer, http_server, run
from sealcanvas.server.root.destroyed import destroyed_since_rotation
from sealcanvas.server.siblings import Siblings
from sealcanvas.server.sockets import WorkerFolder, listen_tcp
from sealcanvas.service.instance import Instance

_FOLLOWED = 2_000  # records of the trail that a round of housekeeping reads for keys' last usage, at most
_ROUND_SECONDS = 0.5  # between rounds of housekeeping; a finished step of a build is taken up this quickly
_SERVING_PROCESS = "sealcanvas.server.process"


@dataclass(frozen=True, slots=True)
class RayChoice:
    """A Ray cluster to use.

    Attributes:
        address: HOST:PORT of its head.
        token: the file with its token; None: where Ray looks for it.
        endpoint: this server's URL as the cluster's nodes reach it; None is its own.
    """

    address: str
    token: Path | None = None
    endpoint: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """How to serve.

    Attributes:
        workers: processes that answer clients; the first of them also keeps house and runs the jobs.
        jobs: jobs that run at once.
        account: for a new state folder; must agree with an existing one.
        limits: on the jobs of one account.
        ray: the cluster that works on units of jobs; None is this machine alone.
        blobs: address of the outer store of a new state folder; must agree with an existing one (`server.blobs`).
        key_stores: the file that says which proxies and clusters custom key stores may use; None for none.
    """

    host: str = "127.0.0.1"
    port: int = 8600
    workers: int = 1
    jobs: int = 2
    account: str | None = None
    tls: bool = False
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    limits: Limits = field(default_factory=Limits)
    ray: RayChoice | None = None
    blobs: str | None = None
    key_stores: Path | None = None


class Root(NamedTuple):
    """Who keeps the root key of a server that is ready.

    Attributes:
        keeper: for people.
        destroyed: how often KMS key material was destroyed since this root key was made (docs/roots.md, Shredding).
    """

    keeper: str
    destroyed: int


class AccountMismatch(Exception):
    """The state folder belongs to another account than the one asked for."""


def utc_now() -> datetime:
    """The clock of a real server."""
    return datetime.now(UTC)


def serve(home: Home, settings: Settings, ready: Callable[[Description, Endpoint, Root], None]) -> None:
    """Serve `home` until SIGINT or SIGTERM, then finish what is under way and leave the state sound.

    Args:
        ready: called once clients can connect, with the instance, its endpoint and who keeps its root key.

    Raises:
        HomeError, RootUnavailable, WrongRoot, PortTaken, TLSError, AccountMismatch, ClusterUnavailable,
            SettingsRefused: with a line for people.
    """
    home.require_free()  # before the port: that is taken by the same server, as a rule
    allowed = read_settings(settings.key_stores) if settings.key_stores else Allowed()
    sock = listen_tcp(settings.host, settings.port)
    try:
        home.lock()
        address = chosen_address(home, settings.blobs)
        store = outer_blobs(home, address)
        if not home.exists:
            require_blank(store)
        if home.exists:
            home.settle_root()
        description, opened_root = home.open() if home.exists else home.create(settings.account, address)
        if settings.account and settings.account != description.account:
            raise AccountMismatch(
                f"{home.folder} belongs to account {description.account}: leave --account out, or choose another --home"
            )
        instance = open_instance(
            home.folder,
            opened_root.root,
            account=description.account,
            region=description.region,
            clock=utc_now,
            objects=store,
            epoch=opened_root.entry.epoch,
        )
        allow(instance, allowed)
        claim(instance, store, description)
        kept = home.kept_root(description)
        home.forget_keeper()
        kept.trust.add(opened_root.entry.root)  # it opened the database: that it did was said from outside, or before
        with _Running(home, instance, settings, sock.getsockname()[:2]) as running:
            endpoint = running.endpoint
            home.publish_endpoint(endpoint)
            destroyed = destroyed_since_rotation(instance)
            ready(description, endpoint, Root(kept.where(opened_root.entry.root), destroyed))
            running.serve(sock)
    finally:
        sock.close()
        home.close()
        home.unlock()


class _Running:
    """Everything that runs beside the listening socket, started and stopped in order."""

    def __init__(self, home: Home, instance: Instance, settings: Settings, address: tuple[str, int]) -> None:
        self._address = address
        self._home = home
        self._instance = instance
        self._settings = settings
        self._identity: tls.Identity | None = None
        self._certificate = ""
        self._folder = WorkerFolder()
        self._application = Application(Door(instance))
        self._worker_door = BackgroundServer(self._application, self._folder.socket)
        self._bridge: Bridge | None = None
        self._supervisor: Supervisor | None = None
        self._hosting = HostingSupervisor(instance, str(self._folder.socket))
        self._housekeeper = Housekeeper(
            [
                lambda: reconcile(instance),
                lambda: destroy_due(instance),
                lambda: rotate_due(instance),
                lambda: expire_due(instance),
                lambda: empty_log_if_noted(instance),
                lambda: follow_trail(instance, _FOLLOWED),
                lambda: take_in(instance.database),
                Expirer(instance).step,
            ],
            period=_ROUND_SECONDS,
        )
        self._rekeys = RekeyRunner(instance)
        self._keeper = Keeper(instance)
        self._siblings: Siblings | None = None

    def __enter__(self) -> "_Running":
        ensure_administrator(self._instance)
        schedule_managed_keys(self._instance)
        recover(self._instance)
        if self._settings.tls or self._settings.tls_certificate:
            self._make_identity()
        if self._settings.ray:
            self._join(self._settings.ray)
        self._worker_door.start()
        settings, socket = self._settings, str(self._folder.socket)
        self._supervisor = Supervisor(
            self._instance, socket, slots=settings.jobs, limits=settings.limits, bridge=self._bridge
        )
        self._supervisor.start()
        self._hosting.start()
        self._housekeeper.start()
        self._rekeys.start()
        self._keeper.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._siblings:
            self._siblings.stop()
        self._keeper.stop()
        self._rekeys.stop()
        self._housekeeper.stop()
        self._hosting.stop()
        if self._supervisor:
            self._supervisor.stop(drain_seconds=5)
        if self._bridge:
            self._bridge.stop()
        self._worker_door.stop()
        if self._siblings:
            self._siblings.wait()
        self._application.close()
        leave_key_stores(self._instance)
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

    def _join(self, choice: RayChoice) -> None:
        """Reach the cluster before anything else runs: who asks for one that is not there is told so at once."""
        endpoint = choice.endpoint or self.endpoint.url
        certificate = Path(self._certificate).read_text() if self._certificate else ""
        settings = RaySettings(choice.address, choice.token, self._settings.jobs, endpoint, certificate)
        self._bridge = Bridge(settings, self._folder.socket.parent)
        try:
            self._bridge.cluster()
        except ClusterUnavailable:
            self._instance.database.close()
            self._folder.close()
            raise

    @property
    def endpoint(self) -> Endpoint:
        """Where clients find the server; a wildcard address is named by its loopback."""
        host, port = self._address
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
        command.append(str(self._settings.key_stores or ""))
        descriptors = [sock.fileno()]
        if self._identity:
            command.append(str(self._identity.descriptor))
            descriptors.append(self._identity.descriptor)
        return Siblings(command, descriptors, self._settings.workers - 1, leaving, first_word=self._first_word())

    def _first_word(self) -> Secret:
        """What a sibling must know and nobody else may: its keeper need not be asked again, nor be there any more."""
        return Secret(self._instance.epoch.to_bytes(8, "big") + self._instance.root.reveal())
