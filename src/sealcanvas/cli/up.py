"""`sealcanvas up`: start the server."""

import os
import shlex
import signal
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from sealcanvas.cli.common import account_option, fail, home_of, home_option
from sealcanvas.server.home import Description, Endpoint

if TYPE_CHECKING:
    from sealcanvas.server.run import Root


@click.command()
@home_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; loopback unless you ask.")
@click.option(
    "--port", default=8600, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes that serve.")
@click.option("--jobs", default=2, show_default=True, type=click.IntRange(1, 64), help="Jobs that run at once.")
@click.option(
    "--jobs-per-account", type=click.IntRange(1, 64), help="Jobs of one account that run at once (default: --jobs)."
)
@click.option(
    "--queue", default=500, show_default=True, type=click.IntRange(1, 100_000), help="Jobs of one account that wait."
)
@click.option(
    "--executor",
    default="local",
    show_default=True,
    type=click.Choice(["local", "ray"]),
    help="Who does the heavy work of jobs: this machine, or a Ray cluster (docs/executors.md).",
)
@click.option("--ray-address", metavar="HOST:PORT", help="The Ray cluster's head node.")
@click.option(
    "--ray-token",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The Ray cluster's token (default: where Ray looks for it).",
)
@click.option("--ray-endpoint", metavar="URL", help="This server as the cluster's nodes reach it.")
@click.option(
    "--blobs",
    metavar="URL",
    help="Where a new state folder keeps its objects' sealed bytes: s3://bucket/prefix?endpoint=… and others "
    "(docs/blob-stores.md; default: in itself).",
)
@click.option(
    "--key-stores",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Which proxies and tokens custom key stores may use (docs/key-stores.md; default: none).",
)
@account_option("Account id of a new state folder (default: 12 random digits).")
@click.option("--tls", is_flag=True, help="Speak TLS with a certificate made for this run.")
@click.option(
    "--tls-certificate", type=click.Path(path_type=Path, exists=True), help="Speak TLS with this certificate."
)
@click.option("--tls-key", type=click.Path(path_type=Path, exists=True), help="The certificate's private key.")
@click.option("--end-with-stdin", is_flag=True, hidden=True, help="End when standard input does: a command's server.")
@click.option(
    "--root",
    metavar="ROOT",
    help="Who keeps a new state folder's root key: file:PATH, passphrase:, pkcs11:URI, aws-kms:ARN or vault:URL/KEY "
    "(docs/roots.md; default: file:). It is remembered.",
)
@click.option(
    "--shred",
    is_flag=True,
    help="First make a new root key, if KMS key material was destroyed under this one (docs/roots.md).",
)
@click.option(
    "--strict", is_flag=True, help="Refuse to start where memory could be swapped to disk, or jobs cannot be fenced."
)
def up(
    folder: Path | None,
    host: str,
    port: int,
    workers: int,
    jobs: int,
    jobs_per_account: int | None,
    queue: int,
    executor: str,
    ray_address: str | None,
    ray_token: Path | None,
    ray_endpoint: str | None,
    blobs: str | None,
    key_stores: Path | None,
    account: str | None,
    root: str | None,
    shred: bool,
    tls: bool,
    tls_certificate: Path | None,
    tls_key: Path | None,
    end_with_stdin: bool,
    strict: bool,
) -> None:
    """Start the server; the first start makes the state folder, the root key and the administrator."""
    if bool(tls_certificate) != bool(tls_key):
        raise click.UsageError("--tls-certificate and --tls-key go together")
    if (executor == "ray") != bool(ray_address):
        raise click.UsageError("--executor ray and --ray-address go together")
    from sealcanvas.jobs.executors.cluster import ClusterUnavailable
    from sealcanvas.jobs.supervision.limits import Limits
    from sealcanvas.jobs.supervision.scratch import swap_in_use
    from sealcanvas.jobs.working.fence import can_fence
    from sealcanvas.kms.key_stores.settings import SettingsRefused
    from sealcanvas.roots.errors import RootUnavailable
    from sealcanvas.server.home import HomeError
    from sealcanvas.server.root.rotate import rotate_if_destroyed
    from sealcanvas.server.run import AccountMismatch, RayChoice, Settings, serve
    from sealcanvas.server.sockets import PortTaken, is_loopback
    from sealcanvas.server.tls import TLSError
    from sealcanvas.storage.engine import WrongRoot

    console = Console(stderr=True, highlight=False)
    if swap_in_use():
        if strict:
            raise fail("swap is on, so memory scratch could reach a disk: turn it off (swapoff -a)")
        console.print(
            "[bold yellow]Warning:[/] swap is on: memory scratch could reach a disk in plaintext (swapoff -a)."
        )
    if not can_fence():
        why = "this kernel has no Landlock, so code that took over a job could read all that the server can"
        if strict:
            raise fail(f"{why}: run on Linux 5.13 or later with Landlock switched on")
        console.print(f"[bold yellow]Warning:[/] {why}.")
    if not is_loopback(host) and not (tls or tls_certificate):
        console.print("[bold yellow]Warning:[/] others can reach this address, and without --tls they can read along.")
    if end_with_stdin:
        threading.Thread(target=_end_with_stdin, name="stdin", daemon=True).start()
    limits = Limits(running=jobs_per_account, waiting=queue)
    ray = RayChoice(ray_address, ray_token, ray_endpoint) if ray_address else None
    stores = key_stores.absolute() if key_stores else None
    settings = Settings(host, port, workers, jobs, account, tls, tls_certificate, tls_key, limits, ray, blobs, stores)
    refusals = (HomeError, RootUnavailable, WrongRoot, PortTaken, TLSError, AccountMismatch, ClusterUnavailable)
    home = home_of(folder, root)
    try:
        if shred and home.exists:
            rotate_if_destroyed(home)
        serve(home, settings, partial(_announce, folder))
    except (*refusals, SettingsRefused) as error:
        raise fail(str(error)) from None
    except OSError as error:  # a disk that is full, a folder that is not ours
        raise fail(f"{error.filename or home.folder}: {error.strerror or error}") from None


def _end_with_stdin() -> None:
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def _announce(folder: Path | None, description: Description, endpoint: Endpoint, root: "Root") -> None:
    console = Console(stderr=True, highlight=False)
    console.print(
        f"[bold]Sealcanvas[/] serves account {description.account} at [bold]{endpoint.url}[/]", soft_wrap=True
    )
    console.print(f"  root key    {root.keeper}  (keep it: without it nothing opens)", soft_wrap=True, markup=False)
    if root.destroyed:
        console.print(
            f"  destroyed   key material ({root.destroyed}): older copies of the state folder have it until "
            "`sealcanvas root rotate`",
            soft_wrap=True,
        )
    option = f" --home {shlex.quote(str(folder))}" if folder else ""
    console.print(f'  use it      eval "$(sealcanvas env{option})"; aws kms list-keys', soft_wrap=True)
    console.print(f"  console     sealcanvas console{option}  (gives a link that signs you in)", soft_wrap=True)
