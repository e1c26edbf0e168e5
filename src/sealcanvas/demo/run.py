"""The demo from beginning to end."""

import os
import time

import boto3
from rich.console import Console

from sealcanvas.demo.datasets import load_all
from sealcanvas.demo.domain import set_up_domain
from sealcanvas.demo.embedded import EmbeddedServer, ServerDidNotStart
from sealcanvas.demo.imports import import_all
from sealcanvas.demo.inputs import upload_inputs
from sealcanvas.demo.keys import create_keys_and_roles
from sealcanvas.demo.models import build_all
from sealcanvas.demo.predictions import predict_all
from sealcanvas.demo.proof import prove
from sealcanvas.demo.refusals import show_refusals
from sealcanvas.demo.scanner import Scanner
from sealcanvas.demo.timeline import Timeline
from sealcanvas.demo.world import DemoFailed, World
from sealcanvas.server.environment import environment_of

__all__ = ["DemoFailed", "run", "story"]


def run(*, keep: bool) -> None:
    """Live through the eight steps on a server of the demo's own.

    Args:
        keep: leave the server up at the end.

    Raises:
        DemoFailed: something did not happen as the document promises.
    """
    console = Console(highlight=False)
    server = EmbeddedServer()
    try:
        console.print("[bold]Sealcanvas demo[/]: starting a server of its own")
        server.start()
        story(server, console)
    except ServerDidNotStart as error:
        raise DemoFailed(str(error)) from None
    except BaseException:
        server.stop()
        console.print(f"the server's log: {server.log}", soft_wrap=True)
        raise
    if keep:
        _tell_kept(server, console)
    else:
        server.stop()
    _tell_where(server, console, keep=keep)


def story(server: EmbeddedServer, console: Console) -> None:
    """The eight steps, on a server that answers.

    Raises:
        DemoFailed: something did not happen as the document promises.
    """
    environment = environment_of(server.home)
    data = load_all()
    canaries = tuple(canary for item in data for canary in item.canaries)
    world = World(
        endpoint=environment["AWS_ENDPOINT_URL"],
        account=server.home.describe().account,
        region=environment["AWS_DEFAULT_REGION"],
        admin=_session(environment),
        timeline=Timeline(console),
    )
    scanner = Scanner(server.folder, server.pid, canaries, time.time(), leave_out={server.root_key})
    scanner.start()
    create_keys_and_roles(world)
    upload_inputs(world, data)
    set_up_domain(world)
    import_all(world, data)
    build_all(world, data)
    predict_all(world, data)
    show_refusals(world, data)
    prove(world, data, scanner)
    world.timeline.close(world.keys)


def _session(environment: dict[str, str]) -> boto3.Session:
    # As `eval "$(sealcanvas env)"` does: every client made from here on knows the service model of `sealcanvas`.
    os.environ["AWS_DATA_PATH"] = environment["AWS_DATA_PATH"]
    return boto3.Session(
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        region_name=environment["AWS_DEFAULT_REGION"],
    )


def _tell_kept(server: EmbeddedServer, console: Console) -> None:
    console.print(f"The server stays up (process {server.pid}); end it with: kill {server.pid}")
    console.print(
        f'  eval "$(SEALCANVAS_ROOT_KEY={server.root_key} sealcanvas env --home {server.state})"', soft_wrap=True
    )


def _tell_where(server: EmbeddedServer, console: Console, *, keep: bool) -> None:
    prefix = f"SEALCANVAS_ROOT_KEY={server.root_key} "
    console.print(f"State:    {server.state}", soft_wrap=True)
    console.print(f"Root key: {server.root_key} (beside the state, never in it)", soft_wrap=True)
    console.print(f"Look:     {prefix}sealcanvas verify --home {server.state}", soft_wrap=True)
    if not keep:
        console.print(f"          {prefix}sealcanvas up --home {server.state}", soft_wrap=True)
    console.print(f"Remove:   rm -r {server.folder}", soft_wrap=True)
